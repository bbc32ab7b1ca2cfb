package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Member;
import io.maregistry.server.registry.Labels;
import io.maregistry.wire.JsonOutput;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that turns failures into answers. What is not a {@link RegistryException} is a bug: it is logged once under
 * an id that the answer names. Any thread.
 */
final class ErrorAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final String RETRY_SOON = "1";

    private final boolean redirects;
    private final LongSupplier wallMillis;

    /** {@code redirects} says whether a node that does not lead sends writers to the leader. */
    ErrorAnswers(boolean redirects, LongSupplier wallMillis) {
        this.redirects = redirects;
        this.wallMillis = wallMillis;
    }

    Answer of(Throwable failure, Target target, Labels labels) {
        if (failure instanceof RegistryException known) {
            return redirects
                            && known instanceof RegistryException.NotLeader stranger
                            && stranger.leader().isPresent()
                    ? redirect(stranger.leader().get(), target, labels)
                    : of(known, target, labels);
        }
        return bug(failure, target, labels);
    }

    private Answer of(RegistryException failure, Target target, Labels labels) {
        int status = status(failure.code());
        byte[] body = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("status", status);
            out.writeStringField("code", failure.code().name());
            out.writeStringField("message", String.valueOf(failure.getMessage()));
            out.writeStringField("path", target.path());
            out.writeNumberField("timestamp", wallMillis.getAsLong());
            writeDetails(out, failure, labels);
            out.writeEndObject();
        });
        Answer answer = Answer.json(labels, body).withStatus(status);
        String retryAfter = retryAfter(failure, status);
        return retryAfter == null ? answer : answer.with(HttpHeaderNames.RETRY_AFTER, retryAfter);
    }

    private static void writeDetails(JsonGenerator out, RegistryException failure, Labels labels) throws IOException {
        String leader = leader(failure, labels);
        if (leader != null) {
            out.writeStringField("leader", leader);
        }
        if (failure instanceof RegistryException.Conflict conflict) {
            out.writeNumberField("revision", conflict.revision());
            if (conflict.generation() >= 0) {
                out.writeNumberField("generation", conflict.generation());
            }
        }
        if (failure instanceof RegistryException.InvalidRequest invalid
                && invalid.place().isPresent()) {
            out.writeStringField("at", invalid.place().get());
        }
    }

    /** Whom a client should rather ask; null where that is not the point or nobody knows. */
    private static @Nullable String leader(RegistryException failure, Labels labels) {
        if (failure instanceof RegistryException.NotLeader stranger
                && stranger.leader().isPresent()) {
            return stranger.leader().get();
        }
        boolean helps = failure instanceof RegistryException.NotLeader
                || failure instanceof RegistryException.Unavailable
                || failure instanceof RegistryException.Indeterminate;
        Member leader = labels.leader();
        return helps && leader != null ? leader.url() : null;
    }

    private static @Nullable String retryAfter(RegistryException failure, int status) {
        if (failure instanceof RegistryException.Overloaded overloaded) {
            return Integer.toString(overloaded.retryAfterSeconds());
        }
        return status == 503 ? RETRY_SOON : null;
    }

    private static Answer redirect(String leader, Target target, Labels labels) {
        String query = target.query().isEmpty() ? "" : '?' + target.query();
        return Answer.ok(labels, Content.NONE)
                .withStatus(307)
                .with(HttpHeaderNames.LOCATION, leader + target.path() + query);
    }

    private Answer bug(Throwable failure, Target target, Labels labels) {
        String id = Long.toHexString(ThreadLocalRandom.current().nextLong());
        LOG.error("bug={} path={}", id, Shown.text(target.path()), failure);
        byte[] body = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("status", 500);
            out.writeStringField("code", ErrorCode.INTERNAL.name());
            out.writeStringField("message", "a fault of the server; it is logged as bug=" + id);
            out.writeStringField("path", target.path());
            out.writeNumberField("timestamp", wallMillis.getAsLong());
            out.writeEndObject();
        });
        return Answer.json(labels, body).withStatus(500);
    }

    static int status(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST, INVALID_NAME, INVALID_INSTANCE, INVALID_FILTER, INVALID_SNAPSHOT, INVALID_REVISION ->
                400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN, FORBIDDEN_ORIGIN -> 403;
            case NO_SUCH_ROUTE, NO_SUCH_INSTANCE, NO_SUCH_SERVICE, NO_SUCH_NAMESPACE, NO_SUCH_CONFIG -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case REQUEST_TIMEOUT -> 408;
            case STALE_GENERATION, REVISION_MISMATCH, RESTORE_RUNNING, NOT_EMPTY, QUOTA_EXCEEDED -> 409;
            case COMPACTED -> 410;
            case BODY_TOO_LARGE -> 413;
            case URI_TOO_LONG -> 414;
            case NOT_LEADER -> 421;
            case OVERLOADED -> 429;
            case HEAD_TOO_LARGE -> 431;
            case INTERNAL, CORRUPTED -> 500;
            case NOT_SUPPORTED -> 501;
            case NO_LEADER, NOT_READY, NO_QUORUM, STOPPING, DIVERGED, DISK_FULL -> 503;
            case OUTCOME_UNKNOWN -> 504;
        };
    }
}
