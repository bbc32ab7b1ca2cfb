package io.maregistry.testkit.history;

/**
 * One call on the list of a service and what came of it. The instances that may be listed are numbered from 0 to 62, a
 * list is the set of their bits.
 *
 * @param kind what was asked
 * @param argument the number of the instance, or for a read the list that was answered
 * @param begin when it was called, in the order of all calls and returns
 * @param end when it returned; {@link #NEVER} where nobody knows what came of it: it may take effect at any time, or never
 */
public record Operation(Kind kind, long argument, long begin, long end) {

    /** The end of an operation whose outcome is unknown. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What may be asked. */
    public enum Kind {
        REGISTER,
        UNREGISTER,
        READ
    }

    boolean isUnknown() {
        return end == NEVER;
    }

    /** Whether a list in that state allows this operation to have had its outcome. */
    boolean fits(long list) {
        return kind != Kind.READ || list == argument;
    }

    /** The list after it. */
    long applyTo(long list) {
        return switch (kind) {
            case REGISTER -> list | 1L << argument;
            case UNREGISTER -> list & ~(1L << argument);
            case READ -> list;
        };
    }
}
