package io.maregistry.server.raft;

import com.alipay.sofa.jraft.entity.EnumOutter.ErrorType;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import io.maregistry.error.RegistryException;
import org.jspecify.annotations.Nullable;

/** This node's replica is broken and takes no part any more. The message is one line for the operator. */
public final class BrokenReplicaException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int EXIT_BROKEN = 70;
    private static final int EXIT_DISK = 73;

    private final int exitCode;
    private final boolean isDivergence;

    private BrokenReplicaException(String message, @Nullable Throwable cause, int exitCode, boolean isDivergence) {
        super(message, cause);
        this.exitCode = exitCode;
        this.isDivergence = isDivergence;
    }

    /** The state is sound by itself, but not that of the majority; says at which index and what either is. */
    static BrokenReplicaException diverged(String how) {
        return new BrokenReplicaException(how, null, EXIT_BROKEN, true);
    }

    /** Says where it broke, for example at which entry, and how. */
    static BrokenReplicaException of(String where, Throwable how) {
        return new BrokenReplicaException(
                where + ": " + reasonOf(how), how, isOfTheDisk(how) ? EXIT_DISK : EXIT_BROKEN, false);
    }

    private static String reasonOf(Throwable how) {
        if (how instanceof RaftException failure) {
            return String.valueOf(failure.getStatus().getErrorMsg());
        }
        return how instanceof RegistryException.Corrupted
                ? String.valueOf(how.getMessage())
                : how.toString(); // its kind is most of what is known
    }

    private static boolean isOfTheDisk(Throwable how) {
        return how instanceof RaftException failure
                && failure.getStatus().getRaftError() == RaftError.EIO
                && (failure.getType() == ErrorType.ERROR_TYPE_LOG
                        || failure.getType() == ErrorType.ERROR_TYPE_META
                        || failure.getType() == ErrorType.ERROR_TYPE_SNAPSHOT);
    }

    /**
     * Whether the state differs from that of the majority. Such a node goes on answering that it does, and must not start
     * again on its directory.
     */
    public boolean isDivergence() {
        return isDivergence;
    }

    /** What the process exits with: 70 the state is broken, 73 the disk fails. */
    public int exitCode() {
        return exitCode;
    }
}
