package io.maregistry.server.raft;

/** The node port cannot be opened. The message is one line for the operator. */
public final class NodePortException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int EXIT_PORT_IN_USE = 69;
    private static final int EXIT_CONFIGURATION = 78;

    private final int exitCode;

    private NodePortException(String message, int exitCode, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    static NodePortException inUse(String message, Throwable cause) {
        return new NodePortException(message, EXIT_PORT_IN_USE, cause);
    }

    static NodePortException unusable(String message, Throwable cause) {
        return new NodePortException(message, EXIT_CONFIGURATION, cause);
    }

    /** What the process exits with: 69 another process has the port, 78 the address is none of this machine. */
    public int exitCode() {
        return exitCode;
    }
}
