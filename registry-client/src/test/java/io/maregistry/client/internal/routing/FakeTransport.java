package io.maregistry.client.internal.routing;

import io.maregistry.client.internal.transport.CallFailure;
import io.maregistry.client.internal.transport.RegistryCall;
import io.maregistry.client.internal.transport.RegistryStream;
import io.maregistry.client.internal.transport.Transport;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Nodes that answer as a test says. One thread. */
final class FakeTransport implements Transport {

    final List<Call> calls = new ArrayList<>();
    final List<Incoming<?>> streams = new ArrayList<>();
    final List<Set<Endpoint>> kept = new ArrayList<>();
    private final Map<Endpoint, Function<Object, Object>> nodes = new HashMap<>();

    record Call(Endpoint node, Object request, Duration deadline) {}

    /** From now on the node answers so: with a reply, a failure, or a future of a reply. */
    void answers(Endpoint node, Function<Object, Object> answer) {
        nodes.put(node, answer);
    }

    /** Where calls of that kind of request went, in order. */
    List<Endpoint> nodesOf(Class<?> request) {
        return calls.stream()
                .filter(call -> request.isInstance(call.request()))
                .map(Call::node)
                .toList();
    }

    <T> List<T> requests(Class<T> request) {
        return calls.stream()
                .map(Call::request)
                .filter(request::isInstance)
                .map(request::cast)
                .toList();
    }

    @Override
    @SuppressWarnings("unchecked") // the test gives the reply that belongs to the request
    public <Q, R> CompletionStage<R> call(Endpoint node, RegistryCall<Q, R> call, Q request, Duration deadline) {
        calls.add(new Call(node, request, deadline));
        Object said = nodes.getOrDefault(node, any -> refused()).apply(request);
        if (said instanceof CompletableFuture<?> future) {
            return (CompletionStage<R>) future;
        }
        return said instanceof CallFailure failure
                ? CompletableFuture.failedStage(failure)
                : CompletableFuture.completedStage((R) said);
    }

    static CallFailure refused() {
        return CallFailure.unreachable(new RegistryException.Unavailable(ErrorCode.NOT_READY, "connection refused"));
    }

    @Override
    public <Q, R> Outgoing<Q> open(Endpoint node, RegistryStream<Q, R> stream, Incoming<R> incoming) {
        streams.add(incoming);
        return new Outgoing<>() {
            @Override
            public void send(Q message) {
                calls.add(new Call(node, message, Duration.ZERO));
            }

            @Override
            public void close() {
                streams.remove(incoming);
            }
        };
    }

    @Override
    public void keepOnly(Set<Endpoint> nodesInUse) {
        kept.add(nodesInUse);
    }

    @Override
    public void close() {
        nodes.clear();
    }
}
