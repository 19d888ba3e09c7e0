package io.holdfast.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures capture: the lag under a steady workload, and how fast WAL is taken when it is written
 * at a given rate, as rows and as bare messages. The agent is a process of its own, with the heap
 * that the launcher gives it.
 *
 * <p>{@code java -cp ... io.holdfast.bench.CaptureBench [steady seconds] [burst MB/s] [burst
 * seconds]}; defaults 60, 50, 30. Prints one JSON object.
 */
public final class CaptureBench {
    private CaptureBench() {}

    public static void main(String[] arguments) throws Exception {
        Duration steady = Duration.ofSeconds(argument(arguments, 0, 60));
        long burstMegabytes = argument(arguments, 1, 50);
        Duration burst = Duration.ofSeconds(argument(arguments, 2, 30));
        Map<String, Object> figures = new LinkedHashMap<>();
        try (Scene scene = Scene.open()) {
            figures.put("steady", SteadyRun.measure(scene, steady));
            for (BurstRun.Source source : BurstRun.Source.values()) {
                figures.put(
                        "burstOf" + source,
                        BurstRun.measure(scene, source, burstMegabytes << 20, burst));
            }
            figures.put("agentPeakResidentBytes", scene.agentPeakResidentBytes());
        }
        System.out.println(new ObjectMapper().writeValueAsString(figures));
    }

    static long argument(String[] arguments, int index, long otherwise) {
        return arguments.length > index ? Long.parseLong(arguments[index]) : otherwise;
    }
}
