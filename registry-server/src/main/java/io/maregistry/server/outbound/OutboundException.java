package io.maregistry.server.outbound;

/** Why a call to an instance brought no answer; the message is one line that says it to people. */
public final class OutboundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** One without a cause. */
    public OutboundException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** One with the failure that it tells. */
    public OutboundException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Whose fault it is. */
    public Reason reason() {
        return reason;
    }

    /** What may be concluded. */
    public enum Reason {
        /** No connection goes to such an address. */
        FORBIDDEN,
        /** The name has no address. */
        UNKNOWN_HOST,
        /** Refused, reset, closed, malformed, too long. */
        FAILED,
        /** No answer within the time of the call. */
        LATE,
        /** This node was too busy, ran out of sockets or is being stopped; it says nothing about the instance. */
        LOCAL
    }
}
