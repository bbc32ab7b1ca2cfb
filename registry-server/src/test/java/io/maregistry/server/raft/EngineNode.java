package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.LocalFileMetaOutter.LocalFileMeta;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.rpc.RaftRpcServerFactory;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/** The engine on a node port and with the storage of ours, without the registry: its state is a list of texts. */
@NullMarked
final class EngineNode implements AutoCloseable {

    private final NodePort port;
    private final RaftGroupService service;
    private final Texts texts = new Texts();
    private final Node node;

    /** Starts on a port that is open and has an identity. Fails as the engine does where it does not start. */
    EngineNode(NodePort port, String peer, List<String> peers, Path directory) {
        this.port = port;
        RaftRpcServerFactory.addRaftRequestProcessors(port.rpcServer());
        NodeOptions options = new NodeOptions();
        Configuration initial = new Configuration();
        peers.forEach(each -> initial.addPeer(PeerId.parsePeer(each)));
        options.setInitialConf(initial);
        options.setElectionTimeoutMs(300);
        options.setDisableCli(true);
        options.setFsm(texts);
        EngineStorage.configure(options, directory);
        service = new RaftGroupService("test", PeerId.parsePeer(peer), options, port.rpcServer(), true);
        node = port.creatingClients(() -> service.start(false));
    }

    boolean leads() {
        return node.isLeader();
    }

    List<String> texts() {
        return texts.applied;
    }

    List<RaftException> errors() {
        return texts.errors;
    }

    void awaitLeadership() throws Exception {
        texts.leads.get(30, TimeUnit.SECONDS);
    }

    Status apply(String text) throws Exception {
        return apply(text, -1);
    }

    /** Applies where this node leads in that term; -1 = in any. */
    Status apply(String text, long expectedTerm) throws Exception {
        CompletableFuture<Status> answer = new CompletableFuture<>();
        Task task = new Task();
        task.setExpectedTerm(expectedTerm);
        task.setData(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        task.setDone(answer::complete);
        node.apply(task);
        return answer.get(30, TimeUnit.SECONDS);
    }

    Status transferTo(String peer) {
        return node.transferLeadershipTo(PeerId.parsePeer(peer));
    }

    Status snapshot() throws Exception {
        CompletableFuture<Status> answer = new CompletableFuture<>();
        node.snapshot(answer::complete);
        return answer.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        service.shutdown();
        try {
            service.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        port.close();
    }

    private static final class Texts extends StateMachineAdapter {

        private final List<String> applied = new CopyOnWriteArrayList<>();
        private final List<RaftException> errors = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Long> leads = new CompletableFuture<>();

        @Override
        public void onApply(Iterator entries) {
            while (entries.hasNext()) {
                ByteBuffer data = entries.getData();
                if (data != null) {
                    applied.add(StandardCharsets.UTF_8.decode(data.duplicate()).toString());
                }
                Closure done = entries.done();
                if (done != null) {
                    done.run(Status.OK());
                }
                entries.next();
            }
        }

        @Override
        public void onSnapshotSave(SnapshotWriter writer, Closure done) {
            try {
                Files.write(Path.of(writer.getPath(), "texts"), applied);
                writer.addFile("texts", LocalFileMeta.getDefaultInstance());
                done.run(Status.OK());
            } catch (IOException e) {
                done.run(new Status(-1, "%s", e));
            }
        }

        @Override
        public boolean onSnapshotLoad(SnapshotReader reader) {
            try {
                List<String> loaded = Files.readAllLines(Path.of(reader.getPath(), "texts"));
                applied.clear();
                applied.addAll(loaded);
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void onLeaderStart(long leading) {
            leads.complete(leading);
        }

        @Override
        public void onError(RaftException e) {
            errors.add(e);
        }
    }
}
