package io.maregistry.client.internal.naming;

import io.maregistry.client.internal.transport.Failures;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.RenewalMode;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterResult;
import io.maregistry.proto.v1.RenewItem;
import io.maregistry.proto.v1.RenewReply;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.InstanceRequest;
import io.maregistry.wire.KeyMessages;
import io.maregistry.wire.RenewalMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Renews instances when the user says so, and lists those anew that are not listed. Any thread; nothing blocks. */
final class Heartbeats {

    private static final int MOST_RENEWALS = 4_096;
    private static final int MOST_REGISTRATIONS = 1_000;

    private final Client client;

    Heartbeats(Client client) {
        this.client = client;
    }

    /**
     * One instance that lives.
     *
     * @param mode what its heartbeats update
     */
    record Living(ServiceName service, InstanceId id, Map<String, String> metadata, Metrics metrics, RenewalMode mode) {

        Content content() {
            return Content.PLAIN.withParameters(Parameters.of(metadata));
        }

        RenewItem renewal() {
            RenewItem plain = RenewItem.newBuilder()
                    .setService(KeyMessages.toMessage(service))
                    .setId(id.url())
                    .build();
            return mode == RenewalMode.HEARTBEAT_ONLY
                    ? plain
                    : RenewalMessages.toMessage(plain, mode, Parameters.of(metadata), metrics);
        }

        RegisterItem registration() {
            return RegisterItem.newBuilder()
                    .setService(KeyMessages.toMessage(service))
                    .setInstance(InstanceMessages.toMessage(new InstanceRequest(id, content(), true)))
                    .build();
        }
    }

    /** Renews all of them. Done when each was tried; fails with the first refusal. */
    CompletionStage<Void> send(List<Living> all) {
        return each(Pages.of(all, MOST_RENEWALS, each -> each.renewal().getSerializedSize()), this::page);
    }

    private CompletionStage<Void> page(List<Living> some) {
        return client.calls()
                .renew(some.stream().map(Living::renewal).toList(), client.callTimeout())
                .thenCompose(reply -> {
                    List<Living> unknown = unknown(some, reply);
                    return registerAgain(unknown).thenCompose(done -> tellAgain(unknown));
                });
    }

    /** What was not listed has its metadata by its registration, and its metrics by another heartbeat. */
    private CompletionStage<Void> tellAgain(List<Living> unknown) {
        List<RenewItem> telling = unknown.stream()
                .filter(each -> each.mode().updatesMetrics())
                .map(Living::renewal)
                .toList();
        return telling.isEmpty()
                ? CompletableFuture.completedStage(null)
                : client.calls().renew(telling, client.callTimeout()).thenAccept(reply -> {});
    }

    private static List<Living> unknown(List<Living> some, RenewReply reply) {
        List<Living> unknown = new ArrayList<>();
        for (int place = 0; place < Math.min(some.size(), reply.getRequireReregisterCount()); place++) {
            if (reply.getRequireReregister(place)) {
                unknown.add(some.get(place));
            }
        }
        return unknown;
    }

    private CompletionStage<Void> registerAgain(List<Living> unknown) {
        return each(
                Pages.of(
                        unknown, MOST_REGISTRATIONS, each -> each.registration().getSerializedSize()),
                some -> client.calls()
                        .register(some.stream().map(Living::registration).toList(), client.callTimeout())
                        .thenAccept(Heartbeats::throwRefusal));
    }

    private static void throwRefusal(RegisterReply reply) {
        for (RegisterResult result : reply.getResultsList()) {
            if (result.hasError()) {
                throw Failures.of(result.getError()).error();
            }
        }
    }

    /** All pages at once. */
    private static <T> CompletionStage<Void> each(List<List<T>> pages, Function<List<T>, CompletionStage<Void>> work) {
        return CompletableFuture.allOf(pages.stream()
                .map(page -> work.apply(page).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }
}
