package io.maregistry.server.config;

import java.nio.file.Path;
import java.util.List;

/**
 * All settings of one server: what a file, the environment and flags can set, {@link #builder()} can set too.
 *
 * @param node its name and its folder
 * @param election how the nodes agree on a leader
 * @param http the HTTP port
 * @param grpc the gRPC port
 * @param raft the node port and the Raft group
 * @param hash the documents' election
 * @param serverList the HTTP addresses of all nodes, where they were given so; empty otherwise
 * @param writeRouting what a follower does with a write
 * @param lease how long the silent stay listed
 * @param read what is said about the age of answers
 * @param namespaces where namespaces come from
 * @param snapshot when and how snapshots are saved
 * @param disk what is left alone on the disk
 * @param watch how much is kept for subscribers
 * @param check how instances are asked whether they serve
 * @param store where hash mode keeps its state
 * @param limits how much is taken before it says no
 * @param compat habits of the documents
 * @param log what is logged, and how
 */
public record ServerConfig(
        NodeConfig node,
        Election election,
        HttpConfig http,
        GrpcConfig grpc,
        RaftConfig raft,
        HashConfig hash,
        List<Address> serverList,
        WriteRouting writeRouting,
        LeaseConfig lease,
        ReadConfig read,
        NamespacesConfig namespaces,
        SnapshotConfig snapshot,
        DiskConfig disk,
        WatchConfig watch,
        CheckConfig check,
        StoreConfig store,
        LimitsConfig limits,
        CompatConfig compat,
        LogConfig log) {

    public ServerConfig {
        serverList = List.copyOf(serverList);
        Rules rules = new Rules("");
        checkName(rules, node, raft);
        checkPorts(rules, http.listen(), grpc.listen(), raft.listen());
        rules.must(
                        lease.defaultTtl().compareTo(limits.minTtl()) >= 0,
                        "lease.default-ttl",
                        "be at least limits.min-ttl, " + Durations.print(limits.minTtl()) + ", was "
                                + Durations.print(lease.defaultTtl()))
                .check();
    }

    /** A lone node on the default ports with its data in {@code data}; change what should differ. */
    public static Builder builder() {
        return new Builder();
    }

    private static void checkName(Rules rules, NodeConfig node, RaftConfig raft) {
        for (RaftConfig.Peer peer : raft.members()) {
            if (peer.address().equals(raft.advertise())) {
                rules.must(
                        peer.name().equals(node.name()),
                        "node.name",
                        "be " + peer.name() + ", the member at raft.advertise " + raft.advertise() + ", was "
                                + node.name());
            }
        }
    }

    private static void checkPorts(Rules rules, Address http, Address grpc, Address raft) {
        rules.must(!collide(http, grpc), "grpc.listen", "not be http.listen's port, " + grpc.port());
        rules.must(!collide(http, raft), "raft.listen", "not be http.listen's port, " + raft.port());
        rules.must(!collide(grpc, raft), "raft.listen", "not be grpc.listen's port, " + raft.port());
    }

    private static boolean collide(Address one, Address other) {
        return one.port() != 0
                && one.port() == other.port()
                && (one.isSameAs(other) || one.isWildcard() || other.isWildcard());
    }

    /** Gathers the parts of a configuration, each with its default. */
    public static final class Builder {

        private NodeConfig node = new NodeConfig(NodeConfig.LONE_NAME, Path.of("data"));
        private Election election = Election.RAFT;
        private HttpConfig http = HttpConfig.DEFAULT;
        private GrpcConfig grpc = GrpcConfig.DEFAULT;
        private RaftConfig raft = RaftConfig.DEFAULT;
        private HashConfig hash = HashConfig.DEFAULT;
        private List<Address> serverList = List.of();
        private WriteRouting writeRouting = WriteRouting.FORWARD;
        private LeaseConfig lease = LeaseConfig.DEFAULT;
        private ReadConfig read = ReadConfig.DEFAULT;
        private NamespacesConfig namespaces = NamespacesConfig.DEFAULT;
        private SnapshotConfig snapshot = SnapshotConfig.DEFAULT;
        private DiskConfig disk = DiskConfig.DEFAULT;
        private WatchConfig watch = WatchConfig.DEFAULT;
        private CheckConfig check = CheckConfig.DEFAULT;
        private StoreConfig store = StoreConfig.DEFAULT;
        private LimitsConfig limits = LimitsConfig.DEFAULT;
        private CompatConfig compat = CompatConfig.DEFAULT;
        private LogConfig log = LogConfig.DEFAULT;

        private Builder() {}

        public Builder node(NodeConfig value) {
            this.node = value;
            return this;
        }

        public Builder election(Election value) {
            this.election = value;
            return this;
        }

        public Builder http(HttpConfig value) {
            this.http = value;
            return this;
        }

        public Builder grpc(GrpcConfig value) {
            this.grpc = value;
            return this;
        }

        public Builder raft(RaftConfig value) {
            this.raft = value;
            return this;
        }

        public Builder hash(HashConfig value) {
            this.hash = value;
            return this;
        }

        public Builder serverList(List<Address> value) {
            this.serverList = List.copyOf(value);
            return this;
        }

        public Builder writeRouting(WriteRouting value) {
            this.writeRouting = value;
            return this;
        }

        public Builder lease(LeaseConfig value) {
            this.lease = value;
            return this;
        }

        public Builder read(ReadConfig value) {
            this.read = value;
            return this;
        }

        public Builder namespaces(NamespacesConfig value) {
            this.namespaces = value;
            return this;
        }

        public Builder snapshot(SnapshotConfig value) {
            this.snapshot = value;
            return this;
        }

        public Builder disk(DiskConfig value) {
            this.disk = value;
            return this;
        }

        public Builder watch(WatchConfig value) {
            this.watch = value;
            return this;
        }

        public Builder check(CheckConfig value) {
            this.check = value;
            return this;
        }

        public Builder store(StoreConfig value) {
            this.store = value;
            return this;
        }

        public Builder limits(LimitsConfig value) {
            this.limits = value;
            return this;
        }

        public Builder compat(CompatConfig value) {
            this.compat = value;
            return this;
        }

        public Builder log(LogConfig value) {
            this.log = value;
            return this;
        }

        /** The configuration; throws {@link ConfigException} where its parts do not fit together. */
        public ServerConfig build() {
            return new ServerConfig(
                    node,
                    election,
                    http,
                    grpc,
                    raft,
                    hash,
                    serverList,
                    writeRouting,
                    lease,
                    read,
                    namespaces,
                    snapshot,
                    disk,
                    watch,
                    check,
                    store,
                    limits,
                    compat,
                    log);
        }
    }
}
