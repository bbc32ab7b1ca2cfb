package io.maregistry.server.config;

/** What the process ends with, so that scripts and supervisors can tell why. */
public enum ExitCode {
    /** All is well. */
    OK(0),
    /** A bug of ours or a failure that has no code of its own. */
    FAILED(1),
    /** The command line names no command. */
    USAGE(2),
    /** The data directory is another node's, in use or spoilt. */
    DATA_DIRECTORY(65),
    /** A port is in use. */
    PORT_IN_USE(69),
    /** The state diverged from the other nodes' or is broken. */
    BROKEN_STATE(70),
    /** The disk fails or is full. */
    DISK(73),
    /** The configuration cannot be used. */
    CONFIGURATION(78);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The code with that number. */
    public static ExitCode of(int number) {
        for (ExitCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        throw new IllegalArgumentException("no exit code has the number " + number);
    }

    /** The number that the operating system is told. */
    public int number() {
        return number;
    }
}
