package io.maregistry.client.internal.naming;

import static io.maregistry.client.internal.Required.required;

import io.maregistry.client.naming.InstanceMeta;
import io.maregistry.client.naming.RegistryService;
import io.maregistry.client.naming.Snapshot;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Parameters;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.InstanceRequest;
import io.maregistry.wire.KeyMessages;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The plan's registry service over single calls of a client: each twin does the work, its method waits for it. */
public final class ClientRegistryService implements RegistryService {

    private static final int MOST_SERVICES = 1_000;
    private static final int MOST_QUERY = 6_000; // characters, of a request line of 8 KiB
    private static final int MOST_BYTES = 64 << 20;
    private static final int LONG_CALL = 10;
    private static final String POST = "POST";

    private final Client client;
    private final HttpCalls http;

    /** @param http the calls that go by HTTP */
    public ClientRegistryService(Client client, HttpCalls http) {
        this.client = client;
        this.http = http;
    }

    @Override
    public InstanceMeta register(String service, InstanceMeta instance) {
        return await(registerAsync(service, instance));
    }

    @Override
    public CompletableFuture<InstanceMeta> registerAsync(String service, InstanceMeta instance) {
        ServiceName name = client.service(service);
        Content content = Content.PLAIN.withParameters(
                Parameters.of(required("instance", instance).parameters()));
        RegisterItem item = RegisterItem.newBuilder()
                .setService(KeyMessages.toMessage(name))
                .setInstance(InstanceMessages.toMessage(new InstanceRequest(id(instance), content, true)))
                .build();
        return client.calls()
                .register(List.of(item), client.callTimeout())
                .thenApply(reply -> instance)
                .toCompletableFuture();
    }

    @Override
    public InstanceMeta unregister(String service, InstanceMeta instance) {
        return await(unregisterAsync(service, instance));
    }

    @Override
    public CompletableFuture<InstanceMeta> unregisterAsync(String service, InstanceMeta instance) {
        return client.unregister(client.service(service), id(instance).url())
                .thenApply(wasListed -> instance)
                .toCompletableFuture();
    }

    @Override
    public List<InstanceMeta> getAllInstances(String service) {
        return await(getAllInstancesAsync(service));
    }

    @Override
    public CompletableFuture<List<InstanceMeta>> getAllInstancesAsync(String service) {
        GetServiceRequest request = GetServiceRequest.newBuilder()
                .setService(KeyMessages.toMessage(client.service(service)))
                .build();
        return client.calls()
                .service(request)
                .thenApply(reply -> reply.getService().getInstancesList().stream()
                        .map(InstanceMessages::listed)
                        .map(ClientRegistryService::meta)
                        .toList())
                .toCompletableFuture();
    }

    private static InstanceMeta meta(Instance instance) {
        InstanceId id = instance.id();
        return new InstanceMeta(
                id.scheme(),
                id.host(),
                id.port(),
                id.context(),
                instance.content().parameters().asMap());
    }

    @Override
    public InstanceMeta renew(String service, InstanceMeta instance) {
        return await(renewAsync(service, instance));
    }

    @Override
    public CompletableFuture<InstanceMeta> renewAsync(String service, InstanceMeta instance) {
        return renewed("/renew?service=" + encoded(client.service(service)), instance);
    }

    @Override
    public InstanceMeta renews(List<String> services, InstanceMeta instance) {
        return await(renewsAsync(services, instance));
    }

    @Override
    public CompletableFuture<InstanceMeta> renewsAsync(List<String> services, InstanceMeta instance) {
        List<CompletableFuture<InstanceMeta>> asked = queries(names(services)).stream()
                .map(query -> renewed("/renews?services=" + query, instance))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> instance);
    }

    private CompletableFuture<InstanceMeta> renewed(String path, InstanceMeta instance) {
        InstanceMeta said = required("instance", instance);
        InstanceId lawful = id(said);
        byte[] body = SnapshotJson.instance(
                new InstanceMeta(lawful.scheme(), lawful.host(), lawful.port(), lawful.context(), Map.of()));
        return http.call(new HttpCalls.Asked(POST, path, body, true, client.callTimeout()))
                .thenApply(answer -> said)
                .toCompletableFuture();
    }

    /** The names in as few parts as requests may be long. */
    private static List<String> queries(List<ServiceName> services) {
        List<String> queries = new ArrayList<>();
        StringBuilder query = new StringBuilder();
        int count = 0;
        for (ServiceName service : services) {
            String name = encoded(service);
            if (count == MOST_SERVICES || (count > 0 && query.length() + name.length() > MOST_QUERY)) {
                queries.add(query.toString());
                query.setLength(0);
                count = 0;
            }
            query.append(count++ == 0 ? "" : ",").append(name);
        }
        if (count > 0) {
            queries.add(query.toString());
        }
        return queries;
    }

    private static String encoded(ServiceName service) {
        return URLEncoder.encode(service.key(), StandardCharsets.UTF_8);
    }

    @Override
    public long version(String service) {
        return await(versionAsync(service));
    }

    @Override
    public CompletableFuture<Long> versionAsync(String service) {
        return versionsAsync(List.of(required("service", service)))
                .thenApply(versions -> versions.values().iterator().next());
    }

    @Override
    public Map<String, Long> versions(List<String> services) {
        return await(versionsAsync(services));
    }

    @Override
    public CompletableFuture<Map<String, Long>> versionsAsync(List<String> services) {
        List<ServiceName> names = names(services);
        List<String> said = List.copyOf(services); // the caller's list may change before the answer comes
        List<CompletableFuture<ListServicesReply>> asked =
                Pages.of(names, MOST_SERVICES).stream().map(this::counters).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    Map<ServiceName, Long> known = new HashMap<>();
                    asked.forEach(page -> page.join()
                            .getServicesList()
                            .forEach(each -> known.put(KeyMessages.service(each.getKey()), each.getVersion())));
                    Map<String, Long> versions = new LinkedHashMap<>();
                    for (int at = 0; at < names.size(); at++) {
                        versions.put(said.get(at), known.getOrDefault(names.get(at), 0L));
                    }
                    return Collections.unmodifiableMap(versions);
                });
    }

    private CompletableFuture<ListServicesReply> counters(List<ServiceName> page) {
        return client.calls()
                .services(ListServicesRequest.newBuilder()
                        .addAllServices(
                                page.stream().map(KeyMessages::toMessage).toList())
                        .build())
                .toCompletableFuture();
    }

    @Override
    public Snapshot snapshot() {
        return await(snapshotAsync());
    }

    @Override
    public CompletableFuture<Snapshot> snapshotAsync() {
        return client.calls()
                .cluster()
                .thenCompose(reply -> {
                    boolean isRaft = reply.getHeader().getMode().equals("raft");
                    String path = isRaft ? "/snapshot?consistency=linearizable" : "/snapshot";
                    return http.call(new HttpCalls.Asked("GET", path, new byte[0], true, longTime()));
                })
                .thenApply(SnapshotJson::snapshot)
                .toCompletableFuture();
    }

    @Override
    public void restore(Snapshot snapshot) {
        await(restoreAsync(snapshot));
    }

    @Override
    public CompletableFuture<Void> restoreAsync(Snapshot snapshot) {
        byte[] document = SnapshotJson.snapshot(required("snapshot", snapshot));
        if (document.length > MOST_BYTES) {
            return CompletableFuture.failedFuture(new RegistryException.InvalidRequest(
                    ErrorCode.BODY_TOO_LARGE, "the snapshot is longer than " + MOST_BYTES + " bytes"));
        }
        return http.call(new HttpCalls.Asked("PUT", "/v1/snapshot", document, false, longTime()))
                .<Void>thenApply(answer -> null)
                .toCompletableFuture();
    }

    private Duration longTime() {
        return client.callTimeout().multipliedBy(LONG_CALL);
    }

    /** Each stage ends by itself. */
    private <T> T await(CompletableFuture<T> stage) {
        return client.await(stage, longTime().plus(client.callTimeout()));
    }

    private List<ServiceName> names(List<String> services) {
        return required("services", services).stream().map(client::service).toList();
    }

    private static InstanceId id(InstanceMeta instance) {
        InstanceMeta said = required("instance", instance);
        return new InstanceId(said.scheme(), said.host(), said.port(), said.context());
    }
}
