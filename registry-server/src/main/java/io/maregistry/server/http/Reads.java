package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Moment;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
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

    /** Goes on with a root, and answers some time. */
    interface Step {
        void take(Root root, Labels labels);
    }

    /** Answers with what {@code making} makes of the root that the request asks for; from memory where it asks for none. */
    void serve(Exchange exchange, Making making) {
        find(exchange, false, (root, labels) -> exchange.answer(making.make(root, labels)));
    }

    /**
     * Goes on with the root that the request asks for, on the event loop.
     *
     * @param linearizableByDefault whether a request that does not say so itself asks for a linearizable read
     */
    void find(Exchange exchange, boolean linearizableByDefault, Step step) {
        Query query = exchange.request().query();
        boolean linearizable = isLinearizable(query.get("consistency"), linearizableByDefault);
        String minRevision = query.get("minRevision");
        if (!linearizable && minRevision == null) {
            Moment now = discovery.serving();
            // Behind the check: a root from before it may be of a node that had not caught up.
            Root root = discovery.unchecked();
            step.take(root, cluster.labels(root, now));
            return;
        }
        ResumeToken atLeast = minRevision == null ? null : discovery.token(minRevision);
        exchange.goOnOnceThere(discovery.read(linearizable, atLeast), root -> step.take(root, cluster.labels(root)));
    }

    /** The place in the line of changes that {@code text} names; {@code InvalidRequest} where it names none. */
    ResumeToken token(String text) {
        return discovery.token(text);
    }

    /** Fails unless this node serves. */
    void requireReady() {
        discovery.requireReady();
    }

    /** What this node has applied by now, whether it serves or not. */
    Root unchecked() {
        return discovery.unchecked();
    }

    /** Labels of what this node has applied by now. */
    Labels labels() {
        return labels(discovery.unchecked());
    }

    /** Labels of that root. */
    Labels labels(Root root) {
        return cluster.labels(root);
    }

    /** Whether no majority confirms anything here. */
    boolean isInHashMode() {
        return cluster.mode().equals("hash");
    }

    /** The settings as this node has applied them by now and that service has them. */
    Settings settings(ServiceName service) {
        return discovery.unchecked().settings(service);
    }

    /** Whether the client has the bytes that the tag names. */
    static boolean isKnown(Exchange exchange, Tag tag) {
        String known = exchange.request().field(HttpHeaderNames.IF_NONE_MATCH);
        return known != null && tag.isIn(known);
    }

    /** The client has the bytes that the tag names. */
    static Answer notModified(Labels labels, Tag tag) {
        return unchanged(labels).withTag(tag).with(HttpHeaderNames.VARY, "Accept-Encoding");
    }

    /** Nothing has changed, of what has no tag. */
    static Answer unchanged(Labels labels) {
        return Answer.ok(labels, Payload.NONE).withStatus(Answer.NOT_MODIFIED);
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
