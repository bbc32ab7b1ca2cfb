package io.maregistry.server.hash;

import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Member;
import io.maregistry.server.config.Address;
import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.HashConfig;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.config.StartException;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Nodes;
import io.maregistry.server.replication.Published;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.replication.Replication;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.replication.Topics;
import io.maregistry.server.snapshot.DocumentReader;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import io.maregistry.wire.InstanceLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One node of a cluster that the documents' election holds together: the other implementation of what the registry needs of
 * replication. See the package for what it promises, and what it does not.
 *
 * <p>{@link #start} returns at once; the node takes part once it has asked the others. {@link #close()} is idempotent. All
 * else may be called by any thread, and does not block.
 */
public final class HashNode implements Replication, AutoCloseable {

    private static final long SWEEP_MILLIS = 100;

    private final Options options;
    private final Cluster cluster;
    private final Member self;
    private final Path directory;
    private final Applier applier;
    private final Published published;
    private final Reigns reigns;
    private final Following following;
    private final ServerHealth health;
    private final Peers peers;
    private final ExecutorService apply = thread("hash-apply");
    private final ExecutorService answers = thread("hash-answers");
    private final ExecutorService calls = Executors.newFixedThreadPool(4, task -> daemon(task, "hash-calls"));
    private final ScheduledExecutorService sweeps =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "hash-sweep"));
    private final Topics topics = new Topics();
    private volatile boolean isClosed;

    /**
     * What a node needs.
     *
     * @param serverList the HTTP addresses of all nodes; empty = a lone one
     * @param addresses where this one is
     * @param settings what it brings into the state when it leads
     * @param directory where documents are fetched to; emptied of what an earlier run left there
     */
    public record Setup(
            List<Address> serverList, Addresses addresses, Settings settings, Path directory, Options options) {}

    /**
     * Where this node is, and what it is called.
     *
     * @param name its name; empty = by its place in the list, n1 and so on
     * @param listen where it takes HTTP
     * @param grpc where others reach it over gRPC
     * @param build the version of its program
     */
    public record Addresses(String name, Address listen, String grpc, String build) {}

    /**
     * How it goes about it.
     *
     * @param limits those of instances in documents that come from plain v5 nodes
     * @param waiting how many writes and reads may wait
     * @param nanoTime a monotonic clock, in nanoseconds
     * @param wallMillis of the wall, epoch milliseconds
     */
    public record Options(
            HashConfig hash,
            InstanceLimits limits,
            LimitsConfig.Waiting waiting,
            LongSupplier nanoTime,
            LongSupplier wallMillis) {}

    /**
     * A node that does nothing until {@link #start}.
     *
     * @param failure told once when this node cannot go on
     * @throws StartException (78) where the server list does not name this node once
     */
    public HashNode(Setup setup, MeterRegistry meters, Consumer<Throwable> failure) {
        this.options = setup.options;
        this.cluster = cluster(setup);
        this.self = self(setup.addresses);
        this.directory = setup.directory;
        RegistryState nothing = new RegistryState();
        this.published = new Published(nothing.root(), options.waiting.reads(), answers);
        this.applier = new Applier(
                nothing,
                published,
                new Applier.Threads(apply, answers),
                options.wallMillis,
                options.waiting.writes(),
                failure);
        this.reigns = new Reigns(applier, published::root, setup.settings);
        this.peers = new HttpPeers(options.hash.probeTimeout(), calls);
        SnapshotDocuments documents = new SnapshotDocuments(new DocumentReader(options.limits), options.wallMillis);
        this.following = new Following(peers, applier, published::root, documents, setup.directory, meters);
        this.health = new ServerHealth(
                cluster,
                peers,
                reigns,
                following,
                new ServerHealth.Times(
                        options.hash.probeEvery(),
                        options.hash.probeTimeout(),
                        options.hash.syncEvery(),
                        options.nanoTime),
                failure);
    }

    private static Cluster cluster(Setup setup) {
        try {
            return Cluster.of(setup.serverList, setup.addresses.listen, LocalAddresses.ofThisMachine());
        } catch (SocketException unreadable) {
            throw new StartException(
                    ExitCode.FAILED, "the addresses of this machine cannot be read: " + unreadable, unreadable);
        }
    }

    private Member self(Addresses addresses) {
        String url = cluster.self();
        String name = addresses.name.isEmpty() ? cluster.nameOf(url) : addresses.name;
        return new Member(name, "", url, new Member.Addresses(hostOf(url), addresses.grpc, ""), addresses.build, 0);
    }

    private static String hostOf(String url) {
        return url.substring("http://".length());
    }

    /** This node as it tells others of itself; its peer is its url. */
    public Member self() {
        return self;
    }

    /** Begins with that state, asks the others who leads, and goes on from there. */
    public void start(RegistryState state) {
        emptyDirectory();
        applier.replace(state).toCompletableFuture().join();
        var unused = sweeps.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        health.start();
    }

    private void sweep() {
        health.beat();
        published.sweep(System.nanoTime());
    }

    private void emptyDirectory() {
        try {
            Files.createDirectories(directory);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, Following.FILES)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }

    @Override
    public CompletionStage<Committed> propose(Command command) {
        return proposeInTerm(command, applier.reign());
    }

    @Override
    public CompletionStage<Committed> proposeInTerm(Command command, long term) {
        if (isClosed) {
            return CompletableFuture.failedFuture(stopping());
        }
        if (reigns.isLeading() && health.hasStoodStill()) {
            return CompletableFuture.failedFuture(new RegistryException.Unavailable(
                    ErrorCode.NO_LEADER, "this node stood still, and asks first who leads now; retry"));
        }
        return applier.propose(command, term, this::refusal);
    }

    private RegistryException refusal() {
        String leader = health.leader();
        return leader == null
                ? new RegistryException.Unavailable(ErrorCode.NO_LEADER, "no leader is known; retry")
                : new RegistryException.NotLeader(leader.equals(cluster.self()) ? null : leader);
    }

    @Override
    public CompletionStage<Void> confirm() {
        return CompletableFuture.failedFuture(new RegistryException.Unsupported(
                "in hash mode no majority confirms anything, so no read is linearizable; ask with consistency=local"));
    }

    @Override
    public Root root() {
        return published.root();
    }

    @Override
    public CompletionStage<Root> awaitRevision(long lineage, long revision, long timeoutMillis) {
        return published.awaitRevision(lineage, revision, timeoutMillis);
    }

    @Override
    public void listen(Replica.Listener listener) {
        published.listen(listener);
    }

    @Override
    public void listen(Leadership.Listener listener) {
        reigns.listen(listener);
    }

    @Override
    public Standing standing() {
        String leader = health.leader();
        Standing.Role role = reigns.isLeading()
                ? Standing.Role.LEADER
                : leader == null ? Standing.Role.CANDIDATE : Standing.Role.FOLLOWER;
        return new Standing(
                Standing.Mode.HASH,
                role,
                0,
                leader,
                published.root().position().index(),
                health.ageMillis(),
                isClosed
                        ? Standing.Health.STOPPING
                        : health.isCaughtUp() ? Standing.Health.READY : Standing.Health.NOT_READY);
    }

    @Override
    public Optional<String> waitsFor() {
        return health.isCaughtUp() ? Optional.empty() : Optional.of(health.waitsFor());
    }

    @Override
    public List<MemberReport> members() {
        return cluster.servers().stream().map(this::report).toList();
    }

    private MemberReport report(Server server) {
        if (server.url().equals(cluster.self())) {
            return new MemberReport(self.name(), server.url(), true, self, null, true).claiming(health.shownClaim());
        }
        String name = cluster.nameOf(server.url());
        return Reports.of(name, server, health.ageMillis(server)).claiming(server.claim());
    }

    @Override
    public CompletionStage<Standing> transferTo(String peer) {
        if (peer.equals(cluster.self())) {
            return health.claim().thenApply(done -> standing());
        }
        Optional<Server> next = cluster.find(peer);
        if (next.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new RegistryException.NotFound(ErrorCode.NO_SUCH_INSTANCE, "no member " + peer));
        }
        return peers.lead(next.get().url())
                .thenCompose(led -> health.lookNow())
                .thenApply(done -> standing())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(unled(peer, Causes.of(failure))));
    }

    private static RegistryException unled(String peer, Throwable why) {
        if (why instanceof RegistryException known) {
            return known;
        }
        return why instanceof PeerException refused && refused.isRefusal()
                ? new RegistryException.Unavailable(ErrorCode.NOT_READY, String.valueOf(refused.getMessage()))
                : new RegistryException.Indeterminate(peer + " was asked to lead: " + why.getMessage());
    }

    @Override
    public boolean isElectable() {
        return health.isElectable();
    }

    @Override
    public CompletionStage<Void> yieldTo(String peer) {
        return cluster.find(peer).isEmpty()
                ? CompletableFuture.failedFuture(
                        new RegistryException.NotFound(ErrorCode.NO_SUCH_INSTANCE, "no member " + peer))
                : health.yieldTo(peer);
    }

    /** What went wrong with the last document that was fetched, or is wrong with the list; empty where nothing is. */
    @Override
    public Optional<String> trouble() {
        return following.lastFailure().or(cluster::misspelt);
    }

    /** The url of the leader where that is another node. */
    public Optional<String> otherLeader() {
        String leader = health.leader();
        return leader == null || leader.equals(cluster.self()) ? Optional.empty() : Optional.of(leader);
    }

    /** Whether this node held once since its start what a leader holds, or leads. */
    public boolean isCaughtUp() {
        return health.isCaughtUp();
    }

    @Override
    public CompletionStage<byte[]> ask(String peer, String topic, byte[] question, long timeoutMillis) {
        Optional<Server> asked = cluster.find(peer);
        return asked.isEmpty()
                ? CompletableFuture.failedFuture(
                        new RegistryException.NotFound(ErrorCode.NO_SUCH_INSTANCE, "no member " + peer))
                : peers.ask(asked.get().url(), topic, question, timeoutMillis)
                        .exceptionallyCompose(
                                failure -> CompletableFuture.failedFuture(unanswered(Causes.of(failure))));
    }

    private static RegistryException unanswered(Throwable why) {
        return why instanceof PeerException refused && refused.isRefusal()
                ? new RegistryException.Unavailable(ErrorCode.NOT_READY, String.valueOf(why.getMessage()))
                : new RegistryException.Indeterminate(String.valueOf(why.getMessage()));
    }

    @Override
    public void serve(String topic, Nodes.Answering answering) {
        topics.serve(topic, answering);
    }

    @Override
    public CompletionStage<byte[]> answer(String topic, byte[] question) {
        return topics.answer(topic, question);
    }

    /** Leaves. A leader has the next one take over first, so that nothing is lost. */
    @Override
    public void close() {
        if (!isClosed) {
            new HandOver(cluster, peers, health).run(reigns.isLeading());
            isClosed = true;
            health.stop();
            applier.close();
            sweeps.shutdownNow();
            published.close();
            calls.shutdownNow();
            answers.shutdown();
        }
    }

    static RegistryException stopping() {
        return new RegistryException.Unavailable(ErrorCode.STOPPING, "this node is being stopped");
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(task -> daemon(task, name));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread made = new Thread(task, name);
        made.setDaemon(true);
        return made;
    }
}
