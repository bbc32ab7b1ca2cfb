package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ResumeToken;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.state.Root;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the root that a read asks for, and has body, tag and labels of the answer made from that one. A read from memory
 * is answered on the spot. Any thread.
 */
final class Reads {

    /** The parameters of every read. */
    static final List<String> PARAMETERS = List.of("consistency", "minRevision");

    private final Discovery discovery;
    private final ClusterView cluster;

    Reads(Discovery discovery, ClusterView cluster) {
        this.discovery = discovery;
        this.cluster = cluster;
    }

    /** Makes an answer from a root. */
    interface Making {
        Answer make(Root root, Labels labels);
    }

    /** Answers with what {@code making} makes of the root that the request asks for; from memory where it asks for none. */
    void serve(Exchange exchange, Making making) {
        serve(exchange, false, making);
    }

    /** The same, where a request that does not say so itself asks for a linearizable read or not. */
    void serve(Exchange exchange, boolean linearizableByDefault, Making making) {
        Query query = exchange.request().query();
        boolean linearizable = isLinearizable(query.get("consistency"), linearizableByDefault);
        String minRevision = query.get("minRevision");
        if (!linearizable && minRevision == null) {
            exchange.answer(make(discovery.local(), making));
            return;
        }
        ResumeToken atLeast = minRevision == null ? null : discovery.token(minRevision);
        exchange.answerWhen(discovery.read(linearizable, atLeast), root -> make(root, making));
    }

    /** Labels of what this node has applied by now. */
    Labels labels() {
        return cluster.labels(discovery.unchecked());
    }

    /** 304 where the client has the bytes that the tag names, else what {@code made} gives with the tag. */
    static Answer unlessKnown(Exchange exchange, Tag tag, Labels labels, Supplier<Answer> made) {
        String known = exchange.request().field(HttpHeaderNames.IF_NONE_MATCH);
        if (known != null && tag.isIn(known)) {
            return Answer.ok(labels, Content.NONE)
                    .withStatus(Answer.NOT_MODIFIED)
                    .withTag(tag);
        }
        return made.get().withTag(tag);
    }

    private Answer make(Root root, Making making) {
        return making.make(root, cluster.labels(root));
    }

    private static boolean isLinearizable(@Nullable String consistency, boolean byDefault) {
        if (consistency == null) {
            return byDefault;
        }
        return switch (consistency) {
            case "local" -> false;
            case "linearizable" -> true;
            default ->
                throw new RegistryException.InvalidRequest(
                        ErrorCode.INVALID_REQUEST,
                        "consistency must be local or linearizable, was " + Shown.text(consistency));
        };
    }
}
