package io.maregistry.client;

import io.maregistry.client.internal.renewal.Renewals;
import io.maregistry.client.internal.renewal.Stay;
import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RenewItem;
import io.maregistry.proto.v1.UnregisterItem;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.InstanceRequest;
import io.maregistry.wire.KeyMessages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Registers instances. Each registration by the user gets a higher generation than the one before, across processes too:
 * the wall clock, or one more than the registry knows, so that a late request of an earlier start changes nothing.
 */
final class Registering {

    private final RoutedCalls calls;
    private final Renewals renewals;
    private final Changing changing;
    private final LongSupplier wallMillis;
    private final Duration callTimeout;
    private final Map<Long, CompletableFuture<Registration>> underWay = new ConcurrentHashMap<>(); // by number
    private final AtomicLong numbers = new AtomicLong();

    Registering(
            RoutedCalls calls, Renewals renewals, Changing changing, LongSupplier wallMillis, Duration callTimeout) {
        this.calls = calls;
        this.renewals = renewals;
        this.changing = changing;
        this.wallMillis = wallMillis;
        this.callTimeout = callTimeout;
    }

    /** What a user wants to be listed. */
    record Wanted(ServiceName service, InstanceId id, Content content, RegistrationListener listener) {

        Wanted withGeneration(long generation) {
            return new Wanted(service, id, content.withGeneration(generation), listener);
        }

        UnregisterItem unregistration() {
            return UnregisterItem.newBuilder()
                    .setService(KeyMessages.toMessage(service))
                    .setId(id.url())
                    .setGeneration(content.generation())
                    .build();
        }

        RegisterItem item() {
            return RegisterItem.newBuilder()
                    .setService(KeyMessages.toMessage(service))
                    .setInstance(InstanceMessages.toMessage(new InstanceRequest(id, content, true)))
                    .build();
        }
    }

    CompletionStage<Registration> register(Wanted wanted) {
        CompletableFuture<Registration> registered = new CompletableFuture<>();
        long number = numbers.incrementAndGet();
        underWay.put(number, registered); // before it is asked for: whoever closes must see it
        var unused = counted(wanted).whenComplete((done, failure) -> {
            underWay.remove(number);
            if (failure == null) {
                registered.complete(done);
            } else {
                registered.completeExceptionally(Causes.of(failure));
            }
        });
        return registered.minimalCompletionStage();
    }

    /** Takes an instance off the list, whoever registered it; says whether it was there. */
    CompletionStage<Boolean> unregister(ServiceName name, InstanceId id) {
        Optional<Stay> own = renewals.find(RenewItem.newBuilder()
                .setService(KeyMessages.toMessage(name))
                .setId(id.url())
                .build());
        if (own.isPresent()) {
            return renewals.removeAnybodys(own.get(), callTimeout);
        }
        UnregisterItem item = UnregisterItem.newBuilder()
                .setService(KeyMessages.toMessage(name))
                .setId(id.url())
                .build();
        return calls.unregister(List.of(item), callTimeout)
                .thenApply(reply ->
                        reply.getResultsCount() > 0 && reply.getResults(0).getRemoved());
    }

    /** Done when nothing that was asked for till now is under way any more. */
    CompletionStage<Void> ended() {
        return CompletableFuture.allOf(underWay.values().stream()
                .map(each -> each.handle((done, failure) -> done))
                .toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<Registration> counted(Wanted wanted) {
        if (wanted.content().generation() != Content.NO_GENERATION) {
            return ask(wanted); // the user counts
        }
        Wanted counted = wanted.withGeneration(Generations.next(wallMillis.getAsLong()));
        return ask(counted).exceptionallyCompose(failure -> {
            Throwable cause = Causes.of(failure);
            return cause instanceof RegistryException.Conflict conflict && mayBeOvertaken(conflict)
                    ? ask(wanted.withGeneration(Generations.next(conflict.generation() + 1)))
                    : CompletableFuture.failedStage(cause);
        });
    }

    private static boolean mayBeOvertaken(RegistryException.Conflict conflict) {
        return conflict.code() == ErrorCode.STALE_GENERATION
                && conflict.generation() >= 0
                && conflict.generation() < Generations.HIGHEST;
    }

    private CompletionStage<Registration> ask(Wanted wanted) {
        RegisterItem item = wanted.item();
        return calls.register(List.of(item), callTimeout)
                .thenCompose(reply -> renewals.add(item, wanted.id().url(), reply, wanted.listener())
                        .<CompletionStage<Registration>>map(stay -> CompletableFuture.completedStage(
                                new Registration(wanted.service(), wanted.id(), renewals, changing, stay)))
                        .orElseGet(() -> tooLate(wanted)));
    }

    /** The client is closing, and nobody would renew it. */
    private CompletionStage<Registration> tooLate(Wanted wanted) {
        return calls.unregister(List.of(wanted.unregistration()), callTimeout)
                .handle((done, failure) -> done)
                .thenCompose(done -> CompletableFuture.failedStage(
                        new RegistryException.Unavailable(ErrorCode.STOPPING, "the client is closed")));
    }
}
