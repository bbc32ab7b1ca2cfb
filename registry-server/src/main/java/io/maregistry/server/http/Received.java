package io.maregistry.server.http;

import java.nio.file.Path;

/**
 * The body of a request, whole.
 *
 * @param bytes what was gathered; empty where there was nothing, or where it went to a file
 * @param file where it was spooled to; empty path where it was not
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Received(byte[] bytes, Path file) {

    static final Received NOTHING = new Received(new byte[0], Path.of(""));

    static Received of(byte[] bytes) {
        return new Received(bytes, NOTHING.file());
    }

    /** Whether there is a file, which must be given back to the spool. */
    boolean isInFile() {
        return !file.equals(NOTHING.file);
    }

    static Received in(Path file) {
        return new Received(NOTHING.bytes(), file);
    }
}
