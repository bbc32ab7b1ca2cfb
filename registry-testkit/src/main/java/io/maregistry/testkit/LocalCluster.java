package io.maregistry.testkit;

import io.maregistry.server.RegistryServer;
import io.maregistry.server.TimeSource;
import io.maregistry.server.config.Address;
import io.maregistry.server.config.Election;
import io.maregistry.server.config.GrpcConfig;
import io.maregistry.server.config.HashConfig;
import io.maregistry.server.config.HttpConfig;
import io.maregistry.server.config.NodeConfig;
import io.maregistry.server.config.RaftConfig;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.config.WriteRouting;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Some servers of one cluster in this JVM, each with its own directory and free loopback ports, which it keeps when it is
 * stopped and started again. Nodes are numbered from 1 and named {@code n1}, {@code n2} and so on. One thread.
 */
public final class LocalCluster implements AutoCloseable {

    /** How long anything that a cluster must do may take in a test. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(1); // so that a busy machine elects nobody
    private static final HashConfig QUICK =
            new HashConfig(Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(100));
    private static final StoreConfig FILE = new StoreConfig(
            StoreConfig.FILE,
            Duration.ofSeconds(1),
            false,
            "registry-snapshot.json",
            StoreConfig.DEFAULT.jdbc(),
            StoreConfig.DEFAULT.redis(),
            Map.of());
    private static final int ENTRIES_IN_FLIGHT = 4;
    private static final int PORTS = 3;

    private final List<Node> nodes;

    private LocalCluster(List<Node> nodes) {
        this.nodes = nodes;
    }

    /** A cluster whose data lies below {@code directory}. */
    public static Builder in(Path directory) {
        return new Builder(directory);
    }

    /** How many nodes there are, running or not. */
    public int size() {
        return nodes.size();
    }

    /** Node {@code number}, from 1. */
    public Node node(int number) {
        return nodes.get(number - 1);
    }

    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** Starts every node that does not run, and waits until all serve. */
    public LocalCluster start() {
        nodes.forEach(Node::start);
        nodes.forEach(Node::awaitReady);
        return this;
    }

    /** The running node that says it leads; waits for one. */
    public Node leader() {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> nodes.stream()
                                .filter(Node::isRunning)
                                .filter(Node::isLeading)
                                .filter(Node::isReady)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** A running node that does not lead. */
    public Node follower() {
        return followers().get(0);
    }

    /** All running nodes that do not lead. */
    public List<Node> followers() {
        Node leader = leader();
        return nodes.stream().filter(node -> node.isRunning() && node != leader).toList();
    }

    /** Calls to the nodes that run, in order. */
    public List<HttpCalls> http() {
        return nodes.stream().filter(Node::isRunning).map(Node::http).toList();
    }

    /** Where each node is reached over gRPC, {@code host:port}, whether it runs or not. */
    public String[] endpoints() {
        return nodes.stream().map(Node::endpoint).toArray(String[]::new);
    }

    /** Stops all of them, also where one fails to; the first failure comes out, with the others inside. */
    @Override
    public void close() {
        RuntimeException first = null;
        for (Node node : nodes) {
            try {
                node.stop();
            } catch (RuntimeException failed) { // kept until the other nodes are stopped, then thrown
                if (first == null) {
                    first = failed;
                } else {
                    first.addSuppressed(failed);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** One server of the cluster, which can be stopped and started again. */
    public static final class Node {
        private final ServerConfig config;
        private final TimeSource time;
        private final HttpCalls http;
        private @Nullable RegistryServer server;

        private Node(ServerConfig config, TimeSource time) {
            this.config = config;
            this.time = time;
            this.http = new HttpCalls("http://" + config.http().advertise());
        }

        public String name() {
            return config.node().name();
        }

        public ServerConfig config() {
            return config;
        }

        /** Where the node keeps its data. */
        public Path directory() {
            return config.node().dataDir();
        }

        /** Calls to this node. */
        public HttpCalls http() {
            return http;
        }

        public boolean isRunning() {
            return server != null;
        }

        /** Where it is reached over gRPC, {@code host:port}. */
        public String endpoint() {
            return config.grpc().advertise().toString();
        }

        /** The running server. */
        public RegistryServer server() {
            if (server == null) {
                throw new IllegalStateException(name() + " is not running");
            }
            return server;
        }

        /** Starts the server; {@link #awaitReady} waits until it serves. */
        public void start() {
            if (server == null) {
                RegistryServer made = new RegistryServer(config, time);
                try {
                    made.start();
                } catch (RuntimeException unable) {
                    made.close();
                    throw unable;
                }
                server = made;
            }
        }

        /** Stops the server as SIGTERM would. */
        public void stop() {
            RegistryServer stopping = server;
            if (stopping != null) {
                server = null;
                stopping.close();
            }
        }

        public boolean isReady() {
            return http.isOk("/readyz");
        }

        /** Whether the node says that it leads. */
        public boolean isLeading() {
            return NodeInfo.of(http).isLeader();
        }

        /** Waits until the node serves and knows a leader. */
        public void awaitReady() {
            Awaitility.await(name() + " is ready")
                    .atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(
                            () -> http.get("/readyz?quorum=true").toString(),
                            said -> said.startsWith("200")); // what it said last is in the failure
        }
    }

    /** What a cluster is made of. */
    public static final class Builder {
        private final Path directory;
        private int size = 1;
        private boolean isHash;
        private TimeSource time = TimeSource.system();
        private Duration electionTimeout = ELECTION_TIMEOUT;
        private UnaryOperator<ServerConfig.Builder> settings = UnaryOperator.identity();
        private final Map<Integer, UnaryOperator<ServerConfig.Builder>> settingsOfOne = new HashMap<>();

        private Builder(Path directory) {
            this.directory = directory;
        }

        /** How many nodes; 1 is a lone node. */
        public Builder nodes(int count) {
            size = count;
            return this;
        }

        /** The clocks of all nodes. */
        public Builder time(TimeSource source) {
            time = source;
            return this;
        }

        /** The documents' election in the place of Raft, with rounds that are ten times as quick as theirs. */
        public Builder hash() {
            isHash = true;
            return this;
        }

        /** Changes the settings of every node, behind names, folders and addresses. */
        public Builder with(UnaryOperator<ServerConfig.Builder> change) {
            settings = change;
            return this;
        }

        /** Changes the settings of node {@code number}, from 1, on top of those of all. */
        public Builder with(int number, UnaryOperator<ServerConfig.Builder> change) {
            settingsOfOne.put(number, change);
            return this;
        }

        /** How long a follower waits for its leader; a second if nothing else is said. */
        public Builder electionTimeout(Duration time) {
            electionTimeout = time;
            return this;
        }

        /** The cluster, not started. */
        public LocalCluster build() {
            List<Integer> ports = FreePorts.take(size * PORTS);
            List<RaftConfig.Peer> members = size == 1
                    ? List.of()
                    : IntStream.range(0, size)
                            .mapToObj(at -> new RaftConfig.Peer("n" + (at + 1), loopback(ports.get(at * PORTS + 2))))
                            .toList();
            List<Address> servers = IntStream.range(0, size)
                    .mapToObj(at -> loopback(ports.get(at * PORTS)))
                    .toList();
            List<Node> nodes = new ArrayList<>();
            for (int at = 0; at < size; at++) {
                nodes.add(new Node(config(at, ports.subList(at * PORTS, (at + 1) * PORTS), members, servers), time));
            }
            return new LocalCluster(nodes);
        }

        /** The cluster, serving. */
        public LocalCluster start() {
            LocalCluster cluster = build();
            try {
                return cluster.start();
            } catch (RuntimeException | Error unable) {
                cluster.close();
                throw unable;
            }
        }

        private ServerConfig config(int at, List<Integer> ports, List<RaftConfig.Peer> members, List<Address> servers) {
            String name = "n" + (at + 1);
            Address http = loopback(ports.get(0));
            Address grpc = loopback(ports.get(1));
            Address node = loopback(ports.get(2));
            ServerConfig.Builder builder = ServerConfig.builder()
                    .node(new NodeConfig(name, directory.resolve(name)))
                    .http(new HttpConfig(http, http))
                    .grpc(new GrpcConfig(grpc, grpc))
                    .raft(new RaftConfig(
                            node,
                            node,
                            members,
                            electionTimeout,
                            RaftConfig.Bootstrap.WHEN_ALL_ANSWER,
                            false,
                            ENTRIES_IN_FLIGHT));
            if (isHash) {
                builder.election(Election.HASH)
                        .raft(RaftConfig.lone(node))
                        .serverList(servers)
                        .hash(QUICK)
                        .writeRouting(WriteRouting.REJECT)
                        .store(FILE);
            }
            return settingsOfOne
                    .getOrDefault(at + 1, UnaryOperator.identity())
                    .apply(settings.apply(builder))
                    .build();
        }

        private static Address loopback(int port) {
            return new Address("127.0.0.1", port);
        }
    }
}
