package io.maregistry.client.internal.routing;

import io.maregistry.client.internal.transport.CallFailure;
import io.maregistry.client.internal.transport.Failures;
import io.maregistry.client.internal.transport.RegistryCall;
import io.maregistry.client.internal.transport.RegistryStream;
import io.maregistry.client.internal.transport.Transport;
import io.maregistry.client.internal.transport.Transport.Incoming;
import io.maregistry.client.internal.transport.Transport.Outgoing;
import io.maregistry.client.spi.ClientOptions;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.proto.v1.ClusterRequest;
import io.maregistry.proto.v1.DrainItem;
import io.maregistry.proto.v1.DrainReply;
import io.maregistry.proto.v1.DrainRequest;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.Header;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.KeepAliveRequest;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.proto.v1.PatchInstanceReply;
import io.maregistry.proto.v1.PatchInstanceRequest;
import io.maregistry.proto.v1.PatchServiceReply;
import io.maregistry.proto.v1.PatchServiceRequest;
import io.maregistry.proto.v1.ReadOptions;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RenewItem;
import io.maregistry.proto.v1.RenewReply;
import io.maregistry.proto.v1.RenewRequest;
import io.maregistry.proto.v1.UnregisterItem;
import io.maregistry.proto.v1.UnregisterReply;
import io.maregistry.proto.v1.UnregisterRequest;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The calls of one client over all its nodes. Any thread; nothing blocks. */
public final class Router implements RoutedCalls, AutoCloseable {

    private static final Duration LONGEST_WRITE_TRY = Duration.ofSeconds(4); // a node itself waits 3 s for a leader
    private static final Duration LONGEST_READ_TRY = Duration.ofSeconds(2);

    private final Transport transport;
    private final ClientOptions options;
    private final Scheduler scheduler;
    private final LongSupplier nanoTime;
    private final Backoff backoff;
    private final RequestIds requestIds;
    private final Nodes nodes;
    private final MemberLookup lookup;
    private final Seen seen = new Seen();
    private final Gate gate;

    /**
     * @param random of any thread; the names of writes come from it, so it must not be guessable by other clients
     * @param nanoTime the monotonic clock
     * @param lookups runs what may block: asking for addresses
     */
    public Router(
            Transport transport,
            ClientOptions options,
            Scheduler scheduler,
            LongSupplier nanoTime,
            RandomGenerator random,
            Executor lookups) {
        this.transport = transport;
        this.options = options;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
        this.backoff = new Backoff(random);
        this.requestIds = new RequestIds(random);
        this.gate = new Gate(scheduler);
        this.nodes = new Nodes(options.addresses().endpoints(), nanoTime);
        this.lookup = new MemberLookup(this, options.addresses(), lookups);
    }

    /** Begins to look for the members. */
    public void start() {
        lookup.start();
    }

    @Override
    public CompletionStage<RegisterReply> register(List<RegisterItem> items, Duration deadline) {
        RegisterRequest request = RegisterRequest.newBuilder()
                .setRequestId(requestIds.take(items.size()).toString())
                .addAllItems(items)
                .build();
        return write(RegistryCall.REGISTER, request, deadline, false);
    }

    @Override
    public CompletionStage<UnregisterReply> unregister(List<UnregisterItem> items, Duration deadline) {
        UnregisterRequest request = UnregisterRequest.newBuilder()
                .setRequestId(requestIds.take(items.size()).toString())
                .addAllItems(items)
                .build();
        return write(RegistryCall.UNREGISTER, request, deadline, true);
    }

    @Override
    public CompletionStage<DrainReply> drain(List<DrainItem> items, Duration wait, Duration deadline) {
        DrainRequest request = DrainRequest.newBuilder()
                .setRequestId(requestIds.take(items.size()).toString())
                .addAllItems(items)
                .setWaitMs(wait.toMillis())
                .build();
        Duration patience = wait.plus(patience(deadline.minus(wait), LONGEST_WRITE_TRY));
        return run(new RoutedCall.Asked<>(RegistryCall.DRAIN, () -> request, true, deadline, patience, true));
    }

    /**
     * Renews instances, at most 4,096, whoever registered them. A try that nobody answered is made again as it was: to renew
     * twice does no more than to renew once, so there is no request id. What items replace is in order for those who wait for
     * one answer before they send the next.
     */
    public CompletionStage<RenewReply> renew(List<RenewItem> items, Duration deadline) {
        return write(
                RegistryCall.RENEW, RenewRequest.newBuilder().addAllItems(items).build(), deadline, false);
    }

    /** Changes what operators name of an instance. The request id is put in here. */
    public CompletionStage<PatchInstanceReply> patch(PatchInstanceRequest.Builder patch, Duration deadline) {
        PatchInstanceRequest request =
                patch.setRequestId(requestIds.take(1).toString()).build();
        return write(RegistryCall.PATCH_INSTANCE, request, deadline, false);
    }

    /** The same of a service. */
    public CompletionStage<PatchServiceReply> patch(PatchServiceRequest.Builder patch, Duration deadline) {
        PatchServiceRequest request =
                patch.setRequestId(requestIds.take(1).toString()).build();
        return write(RegistryCall.PATCH_SERVICE, request, deadline, false);
    }

    /** The nodes as the nearest one sees them. */
    public CompletionStage<ClusterReply> cluster() {
        return cluster(options.callTimeout());
    }

    /** The same within that time. */
    public CompletionStage<ClusterReply> cluster(Duration deadline) {
        return read(RegistryCall.CLUSTER, ClusterRequest::getDefaultInstance, deadline);
    }

    @Override
    public CompletionStage<GetServiceReply> service(GetServiceRequest request) {
        return read(
                RegistryCall.GET_SERVICE,
                () -> request.toBuilder().setRead(seen.notOlder()).build());
    }

    @Override
    public CompletionStage<ListServicesReply> services(ListServicesRequest request) {
        return read(
                RegistryCall.LIST_SERVICES,
                () -> request.toBuilder().setRead(seen.notOlder()).build());
    }

    /** Reads, never older than anything that was seen before; {@code request} is given what says so. */
    public <Q, R> CompletionStage<R> read(RegistryCall<Q, R> call, Function<ReadOptions, Q> request) {
        return read(call, () -> request.apply(seen.notOlder()), options.callTimeout());
    }

    /** Writes; {@code request} is given the name of the write, under which it is done once whatever is tried again. */
    public <Q, R> CompletionStage<R> write(RegistryCall<Q, R> call, Function<String, Q> request) {
        String name = requestIds.take(1).toString();
        return write(call, request.apply(name), options.callTimeout(), false);
    }

    private <Q, R> CompletionStage<R> read(RegistryCall<Q, R> call, Supplier<Q> request) {
        return read(call, request, options.callTimeout());
    }

    private <Q, R> CompletionStage<R> read(RegistryCall<Q, R> call, Supplier<Q> request, Duration deadline) {
        return run(new RoutedCall.Asked<>(call, request, false, deadline, patience(deadline, LONGEST_READ_TRY), false));
    }

    private <Q, R> CompletionStage<R> write(RegistryCall<Q, R> call, Q request, Duration deadline, boolean isUrgent) {
        return run(new RoutedCall.Asked<>(
                call, () -> request, true, deadline, patience(deadline, LONGEST_WRITE_TRY), isUrgent));
    }

    /** One try takes at most two fifths of the whole, so that there is time for others. */
    private static Duration patience(Duration deadline, Duration longest) {
        Duration part = deadline.multipliedBy(2).dividedBy(5);
        return part.compareTo(longest) < 0 ? part : longest;
    }

    private <Q, R> CompletionStage<R> run(RoutedCall.Asked<Q, R> asked) {
        RoutedCall<Q, R> call = new RoutedCall<>(this, asked);
        gate.run(call);
        return call.result().minimalCompletionStage();
    }

    @Override
    public Outgoing<WatchRequest> watch(Function<List<Endpoint>, Endpoint> choice, Incoming<WatchEvent> incoming) {
        return open(choice.apply(nodes.forReads()), RegistryStream.WATCH, new ShownByWatch(seen, incoming));
    }

    @Override
    public Outgoing<KeepAliveRequest> keepAlive(Incoming<KeepAliveReply> incoming) {
        return open(nodes.forWrites().get(0), RegistryStream.KEEP_ALIVE, incoming);
    }

    private <Q, R> Outgoing<Q> open(Endpoint node, RegistryStream<Q, R> stream, Incoming<R> incoming) {
        return transport.open(node, stream, new Incoming<R>() {
            @Override
            public void message(R message) {
                incoming.message(message);
            }

            @Override
            public void ended(CallFailure failure) {
                nodes.failed(node); // whatever the reason: another one comes first now
                lookup.soon();
                incoming.ended(failure);
            }
        });
    }

    /** From now on instances are taken off the list and nothing else; calls that wait are told that the client is closed. */
    public void beginClose() {
        gate.beginClose();
    }

    /** Calls that wait are told that the client is closed. */
    @Override
    public void close() {
        gate.close();
    }

    /** A read or a look was answered: how long it took says how near the node is. */
    void answered(Endpoint node, Header header, long latencyNanos) {
        nodes.answered(node, latencyNanos);
        learn(header);
    }

    /** An answer shows how far the registry is: reads from now on are not older. */
    public void learn(Header header) {
        seen.add(header);
        if (header.hasLeader()) {
            Endpoint leader = Failures.endpoint(header.getLeader());
            if (leader != null) {
                nodes.leaderIs(leader, header.getTerm());
            }
        }
    }

    void failed(Endpoint node, CallFailure failure) {
        if (failure.isUnreachable() || failure.error().code() == ErrorCode.STOPPING) {
            nodes.failed(node);
        }
        failure.leader().filter(leader -> !leader.equals(node)).ifPresent(nodes::leaderMayBe);
        lookup.soon();
    }

    void unanswered(Endpoint node, Throwable failure) {
        if (!(Causes.of(failure) instanceof CallFailure said) || said.isUnreachable()) {
            nodes.failed(node);
        }
    }

    Transport transport() {
        return transport;
    }

    Nodes nodes() {
        return nodes;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Backoff backoff() {
        return backoff;
    }

    long now() {
        return nanoTime.getAsLong();
    }
}
