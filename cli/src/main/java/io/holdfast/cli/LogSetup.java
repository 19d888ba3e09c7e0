package io.holdfast.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;

/**
 * Where log lines go, and how they look: to the error stream, at times in UTC. Logback finds this
 * class as a service and asks it once.
 *
 * <p>In code, for a file in XML costs every command the loading of some hundred classes that parse
 * it. Who names a file of their own in the property {@code logback.configurationFile} gets that
 * instead.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String FILE = "logback.configurationFile";
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger{24} - %msg%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        String file = System.getProperty(FILE);
        if (file != null && isThere(file)) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        // what Logback thinks of itself would go to the standard output
        context.getStatusManager().add(new NopStatusListener());
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(errorStream(context));
        if (file != null) {
            context.getLogger(LogSetup.class)
                    .warn("{} names '{}', which cannot be read: logging as usual", FILE, file);
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** A file, a resource or a URL: all that Logback takes. Without one it would log everything. */
    private static boolean isThere(String file) {
        return Files.isReadable(Path.of(file))
                || LogSetup.class.getClassLoader().getResource(file) != null
                || file.matches("[a-z]+:.*");
    }

    private static ConsoleAppender<ILoggingEvent> errorStream(LoggerContext context) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("errors");
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context));
        appender.start();
        return appender;
    }

    private static PatternLayoutEncoder encoder(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }
}
