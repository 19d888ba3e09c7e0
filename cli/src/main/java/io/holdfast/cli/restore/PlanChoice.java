package io.holdfast.cli.restore;

import io.holdfast.agent.repositories.ConfiguredRepository;
import io.holdfast.agent.restore.RestorePlan;
import io.holdfast.agent.restore.RestorePlanner;
import io.holdfast.agent.restore.RestoreRoute;
import io.holdfast.cli.error.Failures;
import io.holdfast.cli.output.Output;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.target.RestoreTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Plans a restore from the repository that suits it best: the first that reaches a fixed point, and
 * of those that have something to say about "latest" the one that reaches furthest, for one that
 * lags behind would give less than there is.
 */
final class PlanChoice {
    /** Says nothing about what the repository holds. */
    private static final Set<ErrorCategory> OUT_OF_REACH =
            EnumSet.of(ErrorCategory.REPOSITORY, ErrorCategory.TRANSIENT);

    private final RestoreOptions options;
    private final Output output;
    private final Map<String, HoldfastException> failures = new LinkedHashMap<>();

    PlanChoice(RestoreOptions options, Output output) {
        this.options = options;
        this.output = output;
    }

    /**
     * @param candidates in the order of preference; not empty
     * @throws HoldfastException what the first that could be read has against it, if none can do it
     */
    RestorePlan among(List<ConfiguredRepository> candidates) {
        Optional<RestorePlan> plan =
                isFixed(options.restoreTarget()) ? first(candidates) : furthest(candidates);
        if (plan.isEmpty()) {
            HoldfastException reason = reason();
            tellApartFrom(reason);
            throw reason;
        }
        failures.forEach(this::tell);
        return plan.get();
    }

    private Optional<RestorePlan> first(List<ConfiguredRepository> candidates) {
        for (ConfiguredRepository candidate : candidates) {
            Optional<RestorePlan> plan = route(candidate).flatMap(this::plan);
            if (plan.isPresent()) {
                return plan;
            }
        }
        return Optional.empty();
    }

    /** The destination is looked at once at best: a delta restore reads every file there. */
    private Optional<RestorePlan> furthest(List<ConfiguredRepository> candidates) {
        List<RestoreRoute> routes = new ArrayList<>();
        candidates.forEach(candidate -> route(candidate).ifPresent(routes::add));
        while (!routes.isEmpty()) {
            RestoreRoute furthest = furthestOf(routes);
            Optional<RestorePlan> plan = plan(furthest);
            if (plan.isPresent()) {
                return plan;
            }
            routes.remove(furthest);
        }
        return Optional.empty();
    }

    /**
     * As within one repository (section 6.1 of the repository's format): the epoch of the greatest
     * number tells the timeline, and on it the WAL that reaches furthest is the newest.
     */
    private static RestoreRoute furthestOf(List<RestoreRoute> routes) {
        EpochRecord newest =
                routes.stream()
                        .map(PlanChoice::tip)
                        .max(Comparator.comparing(EpochRecord::epoch))
                        .orElseThrow();
        // of equal ones the first
        return routes.stream()
                .filter(route -> tip(route).timeline().equals(newest.timeline()))
                .max(Comparator.comparing(route -> route.stop().end()))
                .orElseThrow();
    }

    private static EpochRecord tip(RestoreRoute route) {
        return route.branch().branch().newest().epoch();
    }

    private static boolean isFixed(RestoreTarget target) {
        return switch (target) {
            case RestoreTarget.Latest ignored -> false;
            case RestoreTarget.Immediate ignored -> false;
            // its newest use
            case RestoreTarget.Named ignored -> false;
            case RestoreTarget.Position ignored -> true;
            case RestoreTarget.Time ignored -> true;
            case RestoreTarget.Transaction ignored -> true;
        };
    }

    private Optional<RestoreRoute> route(ConfiguredRepository candidate) {
        return attempt(
                candidate.name(), () -> RestorePlanner.route(options.request(candidate.open())));
    }

    private Optional<RestorePlan> plan(RestoreRoute route) {
        return attempt(route.request().repository().name(), route::plan);
    }

    private <T> Optional<T> attempt(String repository, Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (HoldfastException e) {
            if (e.category() == ErrorCategory.USER) {
                throw e;
            }
            failures.put(repository, e);
            return Optional.empty();
        }
    }

    private HoldfastException reason() {
        return failures.values().stream()
                .filter(e -> !OUT_OF_REACH.contains(e.category()))
                .findFirst()
                .orElseGet(() -> failures.values().iterator().next());
    }

    /** That all refuse the same is said once; what is wrong with one of them is said of each. */
    private void tellApartFrom(HoldfastException reason) {
        failures.forEach(
                (name, e) -> {
                    boolean isSaid =
                            e.equals(reason)
                                    || (e.category() == ErrorCategory.REFUSED
                                            && e.code().equals(reason.code()));
                    if (!isSaid) {
                        tell(name, e);
                    }
                });
    }

    private void tell(String repository, HoldfastException e) {
        output.errorLine(Failures.line(repository, "was passed over", e));
    }
}
