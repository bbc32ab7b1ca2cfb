package io.maregistry.server.http;

import io.maregistry.server.registry.Labels;
import io.netty.util.AsciiString;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hands a write on where that is to be done, and else has it done here. */
final class RelayingEndpoint implements Endpoint {

    private static final List<String> FIELDS =
            List.of(Fields.REQUIRE_REREGISTER.toString(), "Location", "Retry-After", "Allow");

    private final LeaderRelay relay;
    private final Endpoint here;
    private final Reads reads;
    private final Duration more;
    private final Function<Exchange, byte[]> words;

    /**
     * @param more how much longer than a usual write it may take
     * @param words the body that the leader gets
     */
    RelayingEndpoint(LeaderRelay relay, Endpoint here, Reads reads, Duration more, Function<Exchange, byte[]> words) {
        this.relay = relay;
        this.here = here;
        this.reads = reads;
        this.more = more;
        this.words = words;
    }

    /** The route, handed on where it writes, as it came. */
    static Route of(Route route, @Nullable LeaderRelay relay, Reads reads, Duration more) {
        return of(route, relay, reads, more, exchange -> exchange.received().bytes());
    }

    /** The same with other words. */
    static Route of(
            Route route, @Nullable LeaderRelay relay, Reads reads, Duration more, Function<Exchange, byte[]> words) {
        return route.verb() == Verb.GET || relay == null
                ? route
                : new Route(
                        route.verb(),
                        route.template(),
                        route.intake(),
                        route.parameters(),
                        new RelayingEndpoint(relay, route.endpoint(), reads, more, words));
    }

    @Override
    public void serve(Exchange exchange) {
        Optional<String> leader = relay.target(exchange.request());
        if (leader.isPresent()) {
            reads.requireReady();
            byte[] body = words.apply(exchange);
            exchange.answerWhen(relay.handOn(leader.get(), exchange.request(), body, more), this::answer);
        } else {
            here.serve(exchange);
        }
    }

    /** What the leader answered; this node comes to hold it when it compares itself next. */
    private Answer answer(HttpResponse<byte[]> from) {
        Labels own = reads.labels();
        long revision = from.headers().firstValueAsLong("X-Registry-Revision").orElse(own.revision());
        Answer answer = Answer.json(own.ofWrite(revision, false), from.body()).withStatus(from.statusCode());
        for (String field : FIELDS) {
            Optional<String> value = from.headers().firstValue(field);
            if (value.isPresent()) {
                answer = answer.with(AsciiString.of(field), value.get());
            }
        }
        return answer;
    }
}
