package io.holdfast.agent.restore.feed;

import io.holdfast.error.HoldfastException;
import java.util.List;
import java.util.Optional;

/**
 * How a feeder fares.
 *
 * @param lastAsked the segment that PostgreSQL asked for last
 * @param segmentsFetched from the repository, ahead or on request
 * @param damage what is wrong with each damaged object in whose place others were read
 * @param trouble what keeps a segment from being fetched at the moment, and is tried again
 * @param failure what stopped the recovery for good
 */
public record FeederStatus(
        Optional<String> lastAsked,
        long segmentsFetched,
        List<HoldfastException> damage,
        Optional<HoldfastException> trouble,
        Optional<HoldfastException> failure) {}
