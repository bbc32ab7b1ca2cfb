package io.maregistry.server.outbound;

import io.maregistry.server.outbound.OutboundException.Reason;
import io.netty.channel.ChannelException;
import io.netty.handler.codec.DecoderException;
import java.net.NoRouteToHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What Netty and the kernel say of a failure, in a line for people. */
final class NetworkFailures {

    private static final String NATIVE =
            "failed with error("; // "connect(..) failed with error(-111): Connection refused"

    /** What the kernel says where this machine has no more of something; Netty and the JDK wrap it in many ways. */
    private static final List<String> SHORTAGES = List.of(
            "Too many open files",
            "Cannot assign requested address", // no port left towards that address
            "No buffer space available",
            "Cannot allocate memory");

    private static final String RESET = "Connection reset"; // ECONNRESET, as the kernel and the JDK say it

    private NetworkFailures() {}

    /** What a connection failed with: LOCAL where this node had no socket, port or thread for it, else FAILED. */
    static OutboundException told(Throwable failure) {
        Throwable cause =
                failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof OutboundException told) {
            return told;
        }
        return new OutboundException(isLocal(cause) ? Reason.LOCAL : Reason.FAILED, text(cause), cause);
    }

    /** Whether a connection was there and is reset: where nobody takes one, the kernel says that it was refused. */
    static boolean isReset(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return message != null && message.contains(RESET);
    }

    private static boolean isLocal(Throwable cause) {
        @Nullable String message = cause.getMessage();
        return cause instanceof RejectedExecutionException
                || cause instanceof ChannelException
                || (message != null && SHORTAGES.stream().anyMatch(message::contains));
    }

    private static String text(Throwable cause) {
        if (cause instanceof NoRouteToHostException) {
            return "no route to the host"; // epoll gives it no words
        }
        @Nullable String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getSimpleName();
        }
        int code = message.indexOf(NATIVE);
        int behind = code < 0 ? -1 : message.indexOf("): ", code);
        return behind < 0 ? message : message.substring(behind + 3);
    }
}
