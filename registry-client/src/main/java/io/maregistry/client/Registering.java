package io.maregistry.client;

import io.maregistry.client.internal.renewal.Renewals;
import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.InstanceRequest;
import io.maregistry.wire.KeyMessages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Registers instances. Each registration by the user gets a higher generation than the one before, across processes too:
 * the wall clock, or one more than the registry knows, so that a late request of an earlier start changes nothing.
 */
final class Registering {

    private final RoutedCalls calls;
    private final Renewals renewals;
    private final LongSupplier wallMillis;
    private final Duration callTimeout;
    private final AtomicLong lastGeneration = new AtomicLong();

    Registering(RoutedCalls calls, Renewals renewals, LongSupplier wallMillis, Duration callTimeout) {
        this.calls = calls;
        this.renewals = renewals;
        this.wallMillis = wallMillis;
        this.callTimeout = callTimeout;
    }

    /** What a user wants to be listed. */
    record Wanted(ServiceName service, InstanceId id, Content content, RegistrationListener listener) {

        Wanted withGeneration(long generation) {
            return new Wanted(service, id, content.withGeneration(generation), listener);
        }

        RegisterItem item() {
            return RegisterItem.newBuilder()
                    .setService(KeyMessages.toMessage(service))
                    .setInstance(InstanceMessages.toMessage(new InstanceRequest(id, content, true)))
                    .build();
        }
    }

    CompletionStage<Registration> register(Wanted wanted) {
        if (wanted.content().generation() != Content.NO_GENERATION) {
            return ask(wanted); // the user counts
        }
        Wanted counted = wanted.withGeneration(nextGeneration(0));
        return ask(counted).exceptionallyCompose(failure -> {
            Throwable cause = Causes.of(failure);
            boolean isBehind = cause instanceof RegistryException.Conflict conflict
                    && conflict.code() == ErrorCode.STALE_GENERATION
                    && conflict.generation() >= 0;
            return isBehind
                    ? ask(wanted.withGeneration(nextGeneration(((RegistryException.Conflict) cause).generation() + 1)))
                    : CompletableFuture.failedStage(cause);
        });
    }

    private CompletionStage<Registration> ask(Wanted wanted) {
        RegisterItem item = wanted.item();
        return calls.register(List.of(item), callTimeout)
                .thenApply(reply -> new Registration(
                        wanted.service(),
                        wanted.id(),
                        renewals,
                        renewals.add(item, wanted.id().url(), reply, wanted.listener())));
    }

    private long nextGeneration(long atLeast) {
        long now = Math.max(atLeast, wallMillis.getAsLong());
        return lastGeneration.updateAndGet(last -> Math.max(last + 1, now));
    }
}
