package io.maregistry.client;

import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.Filter;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.KeyMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads from the registry itself. Any thread; nothing blocks. */
final class Reading {

    private static final int PAGE = 10_000;

    private final RoutedCalls calls;
    private final String namespace;

    Reading(RoutedCalls calls, String namespace) {
        this.calls = calls;
        this.namespace = namespace;
    }

    CompletionStage<ServiceList> service(ServiceName name, Filter filter) {
        return calls.service(GetServiceRequest.newBuilder()
                        .setService(KeyMessages.toMessage(name))
                        .addAllFilters(filter.conditions())
                        .build())
                .thenApply(reply -> list(name, reply));
    }

    private static ServiceList list(ServiceName name, GetServiceReply reply) {
        return new ServiceList(
                name,
                reply.getService().getRevision(),
                reply.getService().getInstancesList().stream()
                        .map(InstanceMessages::listed)
                        .toList(),
                false);
    }

    /** All services of the namespace, page after page. */
    CompletionStage<List<ServiceName>> services() {
        return page("", new ArrayList<>());
    }

    private CompletionStage<List<ServiceName>> page(String after, List<ServiceName> found) {
        ListServicesRequest request = ListServicesRequest.newBuilder()
                .setNamespace(namespace)
                .setGroup(ServiceName.ALL_GROUPS)
                .setLimit(PAGE)
                .setAfter(after)
                .build();
        return calls.services(request).thenCompose(reply -> next(reply, found));
    }

    private CompletionStage<List<ServiceName>> next(ListServicesReply reply, List<ServiceName> found) {
        reply.getServicesList().forEach(service -> found.add(KeyMessages.service(service.getKey())));
        return reply.getNext().isEmpty()
                ? CompletableFuture.completedStage(List.copyOf(found))
                : page(reply.getNext(), found);
    }
}
