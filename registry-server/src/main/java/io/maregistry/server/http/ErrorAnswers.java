package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Member;
import io.maregistry.server.registry.Labels;
import io.maregistry.wire.ErrorBody;
import io.maregistry.wire.ErrorTable;
import io.maregistry.wire.ErrorWriter;
import io.maregistry.wire.JsonOutput;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that turns failures into answers. What is not a {@link RegistryException} is a bug: it is logged once under
 * an id that the answer names. Any thread.
 */
final class ErrorAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final int REDIRECT = 307;
    private static final int MAX_PATH = 256; // characters of it that an answer repeats

    private final boolean redirects;
    private final LongSupplier wallMillis;

    /** {@code redirects} says whether a node that does not lead sends writers to the leader. */
    ErrorAnswers(boolean redirects, LongSupplier wallMillis) {
        this.redirects = redirects;
        this.wallMillis = wallMillis;
    }

    Answer of(Throwable failure, Target target, Labels labels) {
        if (failure instanceof RegistryException known && known.code() != ErrorCode.CORRUPTED) {
            return redirects
                            && known instanceof RegistryException.NotLeader stranger
                            && stranger.leader().isPresent()
                    ? redirect(stranger.leader().get(), target, labels)
                    : of(known, target, labels);
        }
        return bug(failure, target, labels);
    }

    /** A verb that the path does not have. */
    Answer notAllowed(List<String> allowed, Target target, Labels labels) {
        String verbs = String.join(", ", allowed);
        ErrorBody body = ErrorBody.of(ErrorCode.METHOD_NOT_ALLOWED, "this path answers " + verbs)
                .withAllowed(allowed);
        return answer(body, target, labels).with(HttpHeaderNames.ALLOW, verbs);
    }

    private Answer of(RegistryException failure, Target target, Labels labels) {
        ErrorBody body = ErrorBody.of(failure);
        Member leader = labels.leader();
        if (ErrorTable.isHelpedByTheLeader(failure) && body.leader() == null && leader != null) {
            body = body.withLeader(leader.url());
        }
        OptionalInt retryAfter = ErrorTable.retryAfterSeconds(failure);
        Answer answer = answer(body, target, labels);
        return retryAfter.isPresent()
                ? answer.with(HttpHeaderNames.RETRY_AFTER, Integer.toString(retryAfter.getAsInt()))
                : answer;
    }

    private Answer bug(Throwable failure, Target target, Labels labels) {
        String id = Long.toHexString(ThreadLocalRandom.current().nextLong());
        LOG.error("bug={} path={}", id, Shown.text(target.path()), failure);
        return answer(
                ErrorBody.of(ErrorCode.INTERNAL, "a fault of the server; it is logged as bug=" + id), target, labels);
    }

    private Answer answer(ErrorBody body, Target target, Labels labels) {
        int status = ErrorTable.httpStatus(body.code());
        byte[] json = CentreJson.isAt(target.path())
                ? CentreJson.error(status, body.code(), body.message())
                : JsonOutput.bytes(
                        out -> ErrorWriter.write(out, body, shortened(target.path()), wallMillis.getAsLong()));
        return Answer.json(labels, json).withStatus(status);
    }

    private static String shortened(String path) {
        return path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH) + "...";
    }

    private static Answer redirect(String leader, Target target, Labels labels) {
        String query = target.query().isEmpty() ? "" : '?' + target.query();
        return Answer.ok(labels, Payload.NONE)
                .withStatus(REDIRECT)
                .with(HttpHeaderNames.LOCATION, leader + target.path() + query);
    }
}
