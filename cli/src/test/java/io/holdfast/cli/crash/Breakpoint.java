package io.holdfast.cli.crash;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a command before a method of its code, for points at which it makes no request: the process
 * is started under the debugger that every JDK has (JDWP), which listens on this machine alone.
 */
final class Breakpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Breakpoint.class);

    private final Step step;
    private final ListeningConnector connector;
    private final Map<String, Connector.Argument> arguments;
    private final ChildCommand command;
    private volatile @Nullable VirtualMachine machine;
    private volatile boolean isReached;

    private Breakpoint(
            Step step,
            ListeningConnector connector,
            Map<String, Connector.Argument> arguments,
            ChildCommand command) {
        this.step = step;
        this.connector = connector;
        this.arguments = arguments;
        this.command = command;
    }

    /**
     * Before the first instruction of a method.
     *
     * @param type the class's full name
     */
    record Step(String type, String method) {
        @Override
        public String toString() {
            return "before " + type.substring(type.lastIndexOf('.') + 1) + "." + method;
        }
    }

    /** Starts a command that will stop there. */
    static Breakpoint start(Scene scene, Step step, String... command) throws Exception {
        ListeningConnector connector =
                Bootstrap.virtualMachineManager().listeningConnectors().stream()
                        .filter(each -> each.name().equals("com.sun.jdi.SocketListen"))
                        .findFirst()
                        .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        Objects.requireNonNull(arguments.get("localAddress")).setValue("127.0.0.1");
        String address = connector.startListening(arguments);
        String port = address.substring(address.lastIndexOf(':') + 1);
        String agent =
                "JAVA_TOOL_OPTIONS=-agentlib:jdwp=transport=dt_socket,suspend=y,address=127.0.0.1:"
                        + port;
        ChildCommand child =
                ChildCommand.startWithin(scene.folder(), List.of("env", agent), command);
        Breakpoint breakpoint = new Breakpoint(step, connector, arguments, child);
        Thread.ofPlatform().daemon().name("breakpoint").start(breakpoint::follow);
        return breakpoint;
    }

    ChildCommand command() {
        return command;
    }

    /** Waits until the command stands there. */
    void await() throws InterruptedException {
        Await.until(
                step.toString(),
                () -> {
                    if (!isReached && !command.isAlive()) {
                        throw new AssertionError(
                                "ended without " + step + command.out() + command.err());
                    }
                    return isReached;
                });
    }

    /** The command goes on, and is not stopped again. */
    void resume() {
        VirtualMachine stopped = machine;
        if (!isReached || stopped == null) {
            throw new IllegalStateException("not " + step);
        }
        stopped.dispose();
    }

    private void follow() {
        try {
            VirtualMachine child = connector.accept(arguments);
            machine = child;
            var prepared = child.eventRequestManager().createClassPrepareRequest();
            prepared.addClassFilter(step.type());
            prepared.enable();
            while (!isReached) {
                EventSet events = child.eventQueue().remove();
                for (Event event : events) {
                    handle(child, event);
                }
                if (!isReached) {
                    events.resume();
                }
            }
        } catch (VMDisconnectedException | IOException e) {
            LOG.debug("the command ended", e);
        } catch (InterruptedException | IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(VirtualMachine child, Event event) {
        switch (event) {
            case ClassPrepareEvent prepared ->
                    child.eventRequestManager()
                            .createBreakpointRequest(begin(prepared.referenceType()))
                            .enable();
            case BreakpointEvent _ -> isReached = true;
            case Event _ -> LOG.debug("{}", event);
        }
    }

    private Location begin(ReferenceType type) {
        return type.methodsByName(step.method()).getFirst().location();
    }

    @Override
    public void close() throws Exception {
        command.close();
        connector.stopListening(arguments);
    }
}
