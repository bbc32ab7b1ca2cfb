package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.StateMachine;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.State;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.ApplyTaskMode;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.option.ReadOnlyOption;
import com.alipay.sofa.jraft.rpc.ProtobufMsgFactory;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.rpc.impl.PingRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.AppendEntriesRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.GetFileRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.InstallSnapshotRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.ReadIndexRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.RequestVoteRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.TimeoutNowRequestProcessor;
import io.maregistry.error.RegistryException;
import io.maregistry.server.disk.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** SOFAJRaft with the settings that the registry's promises rest on. */
final class Engine {

    static final String GROUP = "registry";
    static final int COPY_BYTES = 1024 * 1024;

    private static final int CONNECT_MILLIS = 250;
    private static final int MAX_LOG_BYTES_IN_MEMORY = 256 * 1024 * 1024;
    private static final int SMALL_POOL = 8;

    private final RaftGroupService service;
    private final NodePort port;
    private final Path directory;
    private volatile @Nullable Node node;

    private Engine(RaftGroupService service, NodePort port, Path directory) {
        this.service = service;
        this.port = port;
        this.directory = directory;
    }

    /**
     * Prepares a node on that server; {@link #start} starts it.
     *
     * @param electionTimeoutMillis how long a follower waits for its leader
     */
    static Engine create(
            PeerId self,
            List<PeerId> initialPeers,
            Path directory,
            StateMachine machine,
            int electionTimeoutMillis,
            NodePort port) {
        NodeOptions options = new NodeOptions();
        options.setFsm(machine);
        options.setInitialConf(new Configuration(initialPeers));
        options.setSnapshotIntervalSecs(0); // saved when our own configuration says so
        options.setElectionTimeoutMs(electionTimeoutMillis);
        options.setRpcConnectTimeoutMs(CONNECT_MILLIS); // the engine connects to silent peers under its lock
        options.setApplyTaskMode(ApplyTaskMode.NonBlocking);
        options.setDisableCli(true);
        shareThreads(options);
        options.setRaftOptions(raftOptions(electionTimeoutMillis));
        EngineStorage.configure(options, directory);
        return new Engine(new RaftGroupService(GROUP, self, options, port.rpcServer(), true), port, directory);
    }

    private static void shareThreads(NodeOptions options) {
        options.setSharedTimerPool(true);
        options.setSharedElectionTimer(true);
        options.setSharedVoteTimer(true);
        options.setSharedStepDownTimer(true);
        options.setSharedSnapshotTimer(true);
        options.setRaftRpcThreadPoolSize(SMALL_POOL);
        options.setCliRpcThreadPoolSize(1);
        options.setRpcProcessorThreadPoolSize(SMALL_POOL);
    }

    private static RaftOptions raftOptions(int electionTimeoutMillis) {
        RaftOptions options = new RaftOptions();
        options.setReadOnlyOptions(ReadOnlyOption.ReadOnlySafe);
        options.setMaxElectionDelayMs(electionTimeoutMillis);
        options.setMaxByteCountPerRpc(COPY_BYTES);
        options.setMaxLogsInMemoryBytes(MAX_LOG_BYTES_IN_MEMORY);
        options.setOpenStatistics(false);
        return options;
    }

    /** Adds what Raft needs to the server, and none of the engine's administration commands. */
    static void serve(RpcServer server, Executor executor) {
        ProtobufMsgFactory.load();
        AppendEntriesRequestProcessor entries = new AppendEntriesRequestProcessor(executor);
        server.registerConnectionClosedEventListener(entries);
        server.registerProcessor(entries);
        server.registerProcessor(new GetFileRequestProcessor(executor));
        server.registerProcessor(new InstallSnapshotRequestProcessor(executor));
        server.registerProcessor(new RequestVoteRequestProcessor(executor));
        server.registerProcessor(new PingRequestProcessor(executor));
        server.registerProcessor(new TimeoutNowRequestProcessor(executor));
        server.registerProcessor(new ReadIndexRequestProcessor(executor));
    }

    /** Opens log and snapshot and takes part from then on; returns when the newest snapshot is loaded. */
    void start() {
        try {
            DurableFile.makeDirectory(directory);
            node = port.creatingClients(() -> service.start(false));
        } catch (IOException e) {
            throw DataDirectoryException.failing(directory + " cannot be made: " + e, e);
        } catch (IllegalStateException e) { // the engine has logged why
            throw new RegistryException.Corrupted("the Raft log or snapshot in " + directory + " cannot be opened", e);
        }
    }

    /** The running node; only after {@link #start}. */
    Node node() {
        Node running = node;
        if (running == null) {
            throw new IllegalStateException("the engine has not been started");
        }
        return running;
    }

    /** Whether the node is in that state right now, perhaps before any callback has told so. */
    boolean isIn(State state) {
        Node running = node;
        return running != null && running.getNodeState() == state;
    }

    /** Stops taking part and closes all files. Blocks for some 30 ms. */
    void stop() {
        service.shutdown();
        try {
            service.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
