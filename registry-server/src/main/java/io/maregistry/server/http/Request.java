package io.maregistry.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of a request. The connection's event loop. */
final class Request {

    private final HttpRequest head;
    private final Target target;
    private final AnswerHead.Persistence persistence;
    private @Nullable Query query;

    Request(HttpRequest head, Target target) {
        this.head = head;
        this.target = target;
        this.persistence = persistence(head);
    }

    HttpMethod method() {
        return head.method();
    }

    boolean isHead() {
        return head.method().equals(HttpMethod.HEAD);
    }

    Target target() {
        return target;
    }

    HttpHeaders fields() {
        return head.headers();
    }

    /** Whether the client speaks HTTP/1.0. */
    boolean isOld() {
        return head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    /** The value of a field, or null where it is not there. */
    @Nullable
    String field(CharSequence name) {
        return head.headers().get(name);
    }

    /** The query's parameters; {@code InvalidRequest} where it cannot be read. */
    Query query() {
        return query(List.of());
    }

    /** The same; the first call decides which parameters may be given more than once. */
    Query query(List<String> repeatable) {
        Query known = query;
        if (known == null) {
            known = Query.parse(target.query(), repeatable);
            query = known;
        }
        return known;
    }

    /** How the connection goes on behind the answer, as far as the client decides. */
    AnswerHead.Persistence persistence() {
        return persistence;
    }

    private static AnswerHead.Persistence persistence(HttpRequest head) {
        if (!HttpUtil.isKeepAlive(head)) {
            return AnswerHead.Persistence.CLOSED;
        }
        return head.protocolVersion().equals(HttpVersion.HTTP_1_0)
                ? AnswerHead.Persistence.KEPT_ALIVE
                : AnswerHead.Persistence.USUAL;
    }

    /** Whether the client waits for a word before it sends the body. */
    boolean expectsContinue() {
        return HttpUtil.is100ContinueExpected(head);
    }

    /** The length of the body as announced; -1 where it comes in chunks, 0 where there is none. */
    long announcedLength() {
        return HttpUtil.isTransferEncodingChunked(head) ? -1 : HttpUtil.getContentLength(head, 0L);
    }
}
