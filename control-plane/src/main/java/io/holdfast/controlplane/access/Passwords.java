package io.holdfast.controlplane.access;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.concurrent.Semaphore;

/**
 * Argon2id with 19 MiB, two passes and one lane, the least that OWASP's password storage cheat
 * sheet asks for. Two at a time: more logins wait, and take no more memory.
 */
final class Passwords {
    private static final int KIBIBYTES = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private final Semaphore room = new Semaphore(2, true);

    /** A PHC string, with a salt of its own. */
    String hash(String password) {
        return withRoom(
                () ->
                        Password.hash(password)
                                .addRandomSalt(SALT_BYTES)
                                .with(
                                        Argon2Function.getInstance(
                                                KIBIBYTES, PASSES, LANES, HASH_BYTES, Argon2.ID))
                                .getResult());
    }

    /** Takes as long whether it is the password or not. */
    boolean matches(String password, String hash) {
        return withRoom(
                () ->
                        Password.check(password, hash)
                                .with(Argon2Function.getInstanceFromHash(hash)));
    }

    private <T> T withRoom(java.util.function.Supplier<T> work) {
        room.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            room.release();
        }
    }
}
