package io.maregistry.server.http;

import io.maregistry.error.RegistryException;
import io.maregistry.server.config.LimitsConfig;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The request of a connection whose body is on its way, where there is one: bodies come one after another. The connection's
 * event loop.
 */
final class Receiving {

    private @Nullable Current current;

    private record Current(Exchange exchange, Admission.Admitted admitted, Reception body) {}

    boolean isUnderWay() {
        return current != null;
    }

    /** The exchange whose body is on its way; null where there is none. */
    @Nullable
    Exchange exchange() {
        return current == null ? null : current.exchange();
    }

    void begin(Exchange exchange, Admission.Admitted admitted, Reception body) {
        current = new Current(exchange, admitted, body);
    }

    /** Takes the next part, as {@link Reception#add}. */
    void add(ByteBuf part) throws RegistryException {
        if (part.isReadable()) {
            current().body().add(part);
        }
    }

    /** True while no more should be read, since what came is not stored yet. */
    boolean isBehind() {
        return current != null && current.body().isBehind();
    }

    /** How long the body may take to come. */
    long maxNanos(LimitsConfig.Body limits) {
        return current().admitted().maxBodyNanos(limits);
    }

    /** The body is whole: has the request served, now or once its body is stored, and {@code served} run behind that. */
    void finish(Runnable served) {
        Current whole = current();
        current = null;
        whole.body().finish(received -> serve(whole, received, served), whole.exchange()::fail);
    }

    private static void serve(Current whole, Received received, Runnable served) {
        Exchange exchange = whole.exchange();
        exchange.received(received);
        exchange.run(() -> whole.admitted().endpoint().serve(exchange));
        exchange.dropBytes();
        whole.body().served();
        served.run();
    }

    /** The rest of the body will not come, or is not wanted any more. */
    void giveUp() {
        if (current != null) {
            current.body().abandon();
            current = null;
        }
    }

    private Current current() {
        return Objects.requireNonNull(current, "no body is on its way");
    }
}
