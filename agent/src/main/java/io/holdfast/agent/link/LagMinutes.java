package io.holdfast.agent.link;

import com.google.protobuf.Duration;
import io.holdfast.agent.capture.CaptureStatus;
import io.holdfast.agent.contract.Contract;
import io.holdfast.proto.v1.LagMinute;
import io.holdfast.proto.v1.RepositoryLagMinute;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts, minute by minute, the lag that is looked at each second. For one thread. */
final class LagMinutes {
    private final Map<String, Samples> repositories = new TreeMap<>();
    private @Nullable Instant minute;

    private static final class Samples {
        private int all;
        private final List<java.time.Duration> known = new ArrayList<>();
    }

    /**
     * Takes in how the capture stands.
     *
     * @return the minute before, if this is the first look in another one
     */
    Optional<LagMinute> look(CaptureStatus status, Instant now) {
        Instant current = now.truncatedTo(ChronoUnit.MINUTES);
        Optional<LagMinute> over = current.equals(minute) ? Optional.empty() : end();
        minute = current;
        for (CaptureStatus.Lane lane : status.lanes()) {
            Samples samples =
                    repositories.computeIfAbsent(lane.repository(), name -> new Samples());
            samples.all++;
            if (lane.isLagKnown()) {
                lane.lag().ifPresent(samples.known::add);
            }
        }
        return over;
    }

    /** What there is of the present minute; empty if nothing was captured in it. */
    Optional<LagMinute> end() {
        Instant of = minute;
        if (of == null || repositories.isEmpty()) {
            return Optional.empty();
        }
        LagMinute.Builder made = LagMinute.newBuilder().setMinute(Contract.of(of));
        repositories.forEach((name, samples) -> made.addRepositories(figures(name, samples)));
        repositories.clear();
        minute = null;
        return Optional.of(made.build());
    }

    private static RepositoryLagMinute figures(String repository, Samples samples) {
        RepositoryLagMinute.Builder figures =
                RepositoryLagMinute.newBuilder()
                        .setRepository(repository)
                        .setSamples(samples.all)
                        .setKnown(samples.known.size());
        if (!samples.known.isEmpty()) {
            samples.known.sort(null);
            figures.setMedian(rank(samples.known, 0.5))
                    .setP99(rank(samples.known, 0.99))
                    .setMax(rank(samples.known, 1));
        }
        return figures.build();
    }

    // the smallest that is no less than so much of all
    private static Duration rank(List<java.time.Duration> sorted, double part) {
        int index = (int) Math.ceil(part * sorted.size()) - 1;
        return Contract.of(sorted.get(Math.max(0, index)));
    }
}
