package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.config.LimitsConfig;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the head of a request before anything else is done with it. What cannot be trusted to be framed as it says ends
 * the connection; what is only wrong is answered once its body is read.
 */
final class Admission {

    private Admission() {}

    /**
     * A request that may send its body.
     *
     * @param request its head
     * @param variables those of its path
     * @param endpoint what answers it, be it with a refusal
     * @param meter what counts the answer
     * @param intake what becomes of its body
     */
    record Admitted(Request request, List<String> variables, Endpoint endpoint, RouteMeter meter, Route.Intake intake) {

        /** What takes the body that comes over {@code connection}. */
        Reception reception(Connection connection, Serving serving) {
            return switch (intake) {
                case DROPPED -> new Reception.Dropping(maxBytes(serving.limits().body()));
                case GATHERED ->
                    new Reception.Gathering(
                            maxBytes(serving.limits().body()), serving.rooms().memory());
                case SPOOLED ->
                    serving.rooms()
                            .spool()
                            .receive(connection, maxBytes(serving.limits().body()));
            };
        }

        long maxBytes(LimitsConfig.Body limits) {
            return intake == Route.Intake.SPOOLED ? limits.restoreSizeBytes() : limits.sizeBytes();
        }

        /** How long the body may take to come. */
        long maxBodyNanos(LimitsConfig.Body limits) {
            return (intake == Route.Intake.SPOOLED ? limits.restoreTime() : limits.time()).toNanos();
        }
    }

    /** Admits the request, or throws why its connection must end. */
    static Admitted of(HttpRequest head, Serving serving) {
        checkFraming(head, serving.limits().head());
        Request request = new Request(head, Target.parse(head.uri()));
        Admitted admitted = route(request, serving);
        checkLength(request, admitted, serving.limits().body());
        return admitted;
    }

    /** A request that is not admitted, as far as it could be read. */
    static Request refused(HttpRequest head) {
        boolean isWhole =
                head.decoderResult().isSuccess() || head.decoderResult().cause() instanceof TooLongHttpHeaderException;
        if (!isWhole) {
            return unread();
        }
        try {
            return new Request(head, Target.parse(head.uri()));
        } catch (RegistryException malformed) {
            return new Request(head, Target.NONE);
        }
    }

    /** Stands for a request whose head could not be read. */
    static Request unread() {
        return new Request(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"), Target.NONE);
    }

    /** What a failure of the decoder is to the client. */
    static RegistryException malformed(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new RegistryException.InvalidRequest(ErrorCode.URI_TOO_LONG, "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new RegistryException.InvalidRequest(
                    ErrorCode.HEAD_TOO_LARGE, "the head of the request is too large");
        }
        return invalid("this is not an HTTP/1.1 request");
    }

    private static void checkFraming(HttpRequest head, LimitsConfig.Head limits) {
        HttpVersion version = head.protocolVersion();
        boolean isCurrent = version.equals(HttpVersion.HTTP_1_1);
        if (!isCurrent && !version.equals(HttpVersion.HTTP_1_0)) {
            throw invalid("the protocol must be HTTP/1.1 or HTTP/1.0");
        }
        if (head.headers().size() > limits.fields()) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.HEAD_TOO_LARGE, "the head must have at most " + limits.fields() + " fields");
        }
        Iterator<String> hosts = head.headers().valueStringIterator(HttpHeaderNames.HOST);
        String host = hosts.hasNext() ? hosts.next() : null;
        if (hosts.hasNext() || isCurrent && (host == null || host.isBlank())) {
            throw invalid("there must be one Host");
        }
    }

    private static Admitted route(Request request, Serving serving) {
        Router.Found found;
        try {
            found = serving.routes().find(request.target().path());
        } catch (RegistryException malformed) {
            return refused(request, serving, malformed);
        }
        if (found == null) {
            return refused(
                    request,
                    serving,
                    new RegistryException.NotFound(ErrorCode.NO_SUCH_ROUTE, "there is nothing at this path"));
        }
        if (isForeign(request)) {
            return refused(
                    request,
                    serving,
                    new RegistryException.Forbidden(
                            ErrorCode.FORBIDDEN_ORIGIN, "a page of another origin may not ask"));
        }
        Route route = found.path().route(Verb.of(request.method()));
        return route == null
                ? notAllowed(request, serving, found.path().allowed())
                : new Admitted(
                        request,
                        found.variables(),
                        checked(route),
                        serving.routes().meter(route),
                        route.intake());
    }

    /** The route's endpoint, behind the check of the query, which not every endpoint looks at. */
    private static Endpoint checked(Route route) {
        return exchange -> {
            Query query = exchange.request().query(route.parameters().repeatable());
            if (route.isNative()) {
                query.allowOnly(route.parameters().names());
            }
            route.endpoint().serve(exchange);
        };
    }

    private static Admitted refused(Request request, Serving serving, RegistryException refusal) {
        return unrouted(request, serving, exchange -> exchange.fail(refusal));
    }

    private static Admitted notAllowed(Request request, Serving serving, List<String> allowed) {
        return unrouted(
                request,
                serving,
                exchange -> exchange.answer(serving.errors()
                        .notAllowed(allowed, request.target(), serving.labels().get())));
    }

    private static Admitted unrouted(Request request, Serving serving, Endpoint endpoint) {
        return new Admitted(request, List.of(), endpoint, serving.routes().unrouted(), Route.Intake.DROPPED);
    }

    private static void checkLength(Request request, Admitted admitted, LimitsConfig.Body limits) {
        long max = admitted.maxBytes(limits);
        if (request.announcedLength() > max) {
            throw Reception.tooLarge(max);
        }
    }

    /** Whether the request comes from a page of another host. */
    private static boolean isForeign(Request request) {
        String origin = request.field(HttpHeaderNames.ORIGIN);
        if (origin == null) {
            return false;
        }
        String host = request.field(HttpHeaderNames.HOST);
        int authority = origin.indexOf("://");
        if (host == null || authority < 0) {
            return true;
        }
        String defaultPort = origin.startsWith("https:") ? ":443" : ":80";
        return !withPort(origin.substring(authority + 3), defaultPort).equals(withPort(host, defaultPort));
    }

    private static String withPort(String authority, String defaultPort) {
        String lower = authority.toLowerCase(Locale.ROOT);
        boolean hasPort = lower.lastIndexOf(':') > lower.lastIndexOf(']');
        return hasPort ? lower : lower + defaultPort;
    }

    private static RegistryException invalid(String message) {
        return new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, message);
    }
}
