package io.holdfast.cli.remote;

import java.time.Instant;

/**
 * What a command needs to make calls.
 *
 * @param ca PEM: the authority whose certificates are trusted, and no other
 * @param user who logged in; "automation" where a token was given
 * @param expiresAt of the token; {@link Instant#MAX} where that is not known
 */
public record Login(PlaneAddress address, String ca, String user, String token, Instant expiresAt) {
    /** Without the token. */
    @Override
    public String toString() {
        return user + " at " + address;
    }
}
