package io.holdfast.cli.restore;

import io.holdfast.agent.repositories.ConfiguredRepository;
import io.holdfast.agent.restore.RestorePlan;
import io.holdfast.agent.restore.RestorePlanner;
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
        List<RestorePlan> plans = new ArrayList<>();
        for (ConfiguredRepository candidate : candidates) {
            plan(candidate).ifPresent(plans::add);
            if (!plans.isEmpty() && isFixed(options.restoreTarget())) {
                break;
            }
        }
        if (plans.isEmpty()) {
            HoldfastException reason = reason();
            tell(reason);
            throw reason;
        }
        failures.forEach(this::tell);
        return furthest(plans);
    }

    /**
     * As within one repository (section 6.1 of the repository's format): the epoch of the greatest
     * number tells the timeline, and on it the WAL that reaches furthest is the newest.
     */
    private static RestorePlan furthest(List<RestorePlan> plans) {
        EpochRecord newest =
                plans.stream()
                        .map(PlanChoice::tip)
                        .max(Comparator.comparing(EpochRecord::epoch))
                        .orElseThrow();
        // of equal ones the first
        return plans.stream()
                .filter(plan -> tip(plan).timeline().equals(newest.timeline()))
                .max(Comparator.comparing(plan -> plan.stop().end()))
                .orElseThrow();
    }

    private static EpochRecord tip(RestorePlan plan) {
        return plan.branch().branch().newest().epoch();
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

    private Optional<RestorePlan> plan(ConfiguredRepository candidate) {
        try {
            return Optional.of(RestorePlanner.plan(options.request(candidate.open())));
        } catch (HoldfastException e) {
            if (e.category() == ErrorCategory.USER) {
                throw e;
            }
            failures.put(candidate.name(), e);
            return Optional.empty();
        }
    }

    private HoldfastException reason() {
        return failures.values().stream()
                .filter(e -> !OUT_OF_REACH.contains(e.category()))
                .findFirst()
                .orElseGet(() -> failures.values().iterator().next());
    }

    /** What is said at the end anyway is not said before. */
    private void tell(HoldfastException reason) {
        failures.forEach(
                (name, e) -> {
                    if (!e.code().equals(reason.code())) {
                        tell(name, e);
                    }
                });
    }

    private void tell(String repository, HoldfastException e) {
        output.errorLine(Failures.line(repository, "was passed over", e));
    }
}
