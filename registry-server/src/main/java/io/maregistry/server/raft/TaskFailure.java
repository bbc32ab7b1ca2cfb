package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Status;

/**
 * What a failed task of the engine means for its commands. The engine says EPERM both before an entry is appended and after,
 * so some of its texts decide; a test pins them.
 */
enum TaskFailure {
    /** Surely not appended: this node does not lead, or not in the term asked for. */
    NOT_LEADING,
    /** Surely not appended: the engine's queues are full. */
    BUSY,
    /** Surely not appended: the engine is being stopped. */
    STOPPED,
    /** It may have been appended, and may be committed now or later. */
    UNKNOWN;

    static final String IS_NOT_LEADER = "Is not leader.";
    static final String OTHER_TERM = "expected_term";
    static final String TRANSFERRING = "Is transferring leadership.";

    static TaskFailure of(Status status) {
        String text = String.valueOf(status.getErrorMsg());
        return switch (status.getRaftError()) {
            case EPERM -> text.equals(IS_NOT_LEADER) || text.startsWith(OTHER_TERM) ? NOT_LEADING : UNKNOWN;
            case EBUSY -> text.equals(TRANSFERRING) ? NOT_LEADING : BUSY;
            case ENODESHUTDOWN -> STOPPED;
            default -> UNKNOWN;
        };
    }
}
