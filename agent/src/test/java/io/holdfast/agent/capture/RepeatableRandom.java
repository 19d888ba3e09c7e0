package io.holdfast.agent.capture;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** So that a seed that fails fails again: the order of repository ids matters, too. */
final class RepeatableRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient RandomGenerator random;

    RepeatableRandom(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
