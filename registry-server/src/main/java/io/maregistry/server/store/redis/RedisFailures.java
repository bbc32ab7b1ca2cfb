package io.maregistry.server.store.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.maregistry.server.store.StoreException;
import java.util.List;
import java.util.Set;

/** Tells failures by what the caller may conclude. The messages hold no credentials: those of lettuce's causes never do. */
final class RedisFailures {

    private static final Set<String> REFUSALS =
            Set.of("WRONGPASS", "NOAUTH", "NOPERM", "MOVED", "ASK", "CROSSSLOT", "DENIED");

    /** What else stays as it is until somebody changes the settings, there or here; any other ERR may pass. */
    private static final List<String> LASTING_ERRORS = List.of(
            "ERR unknown command",
            "ERR invalid password",
            "ERR AUTH",
            "ERR Client sent AUTH",
            "ERR invalid DB index",
            "ERR DB index is out of range",
            "ERR SELECT is not allowed");

    private RedisFailures() {}

    /** {@code where} begins the message. */
    static StoreException told(String where, Throwable failure) {
        Throwable innermost = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException refused) {
                return ofRedis(where, String.valueOf(refused.getMessage()));
            }
            innermost = cause;
        }
        return new StoreException(
                StoreException.Kind.UNREACHABLE,
                where + " cannot be reached: " + innermost.getClass().getSimpleName() + " " + innermost.getMessage());
    }

    private static StoreException ofRedis(String where, String answer) {
        return new StoreException(kind(answer), where + " says: " + answer);
    }

    /** Errors inside scripts come with text around them, in which the code stands as a word. */
    private static StoreException.Kind kind(String answer) {
        if (answer.contains("WRONGTYPE")) {
            return StoreException.Kind.DAMAGED;
        }
        int blank = answer.indexOf(' ');
        boolean isRefusal = REFUSALS.contains(blank < 0 ? answer : answer.substring(0, blank))
                || LASTING_ERRORS.stream().anyMatch(answer::startsWith);
        boolean isAboutRights = answer.contains("NOPERM") || answer.contains("NOAUTH");
        boolean isInScript = answer.contains("script");
        return isAboutRights || isRefusal && !isInScript
                ? StoreException.Kind.REFUSED
                : StoreException.Kind.UNREACHABLE;
    }
}
