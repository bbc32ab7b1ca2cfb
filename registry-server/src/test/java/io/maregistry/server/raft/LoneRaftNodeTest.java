package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine alone, without code of ours: shows that the library, its natives and its dependencies fit together. */
@NullMarked
class LoneRaftNodeTest {

    @TempDir
    Path directory;

    @Test
    @Timeout(60)
    void loneNodeElectsItselfAndAppliesAnEntryThatIsOnDisk() throws Exception {
        PeerId self = new PeerId("127.0.0.1", freePort());
        Recorder recorder = new Recorder();
        RaftGroupService service = new RaftGroupService("lone", self, options(self, recorder));
        var node = service.start();
        try {
            recorder.leader.get(30, TimeUnit.SECONDS);
            CompletableFuture<Status> answer = new CompletableFuture<>();
            Task task = new Task();
            task.setData(ByteBuffer.wrap("register".getBytes(StandardCharsets.UTF_8)));
            task.setDone(answer::complete);

            node.apply(task);

            assertThat(answer.get(30, TimeUnit.SECONDS).isOk()).isTrue();
            assertThat(recorder.applied).containsExactly("register");
        } finally {
            service.shutdown();
            service.join();
        }
    }

    private NodeOptions options(PeerId self, Recorder recorder) {
        RaftOptions raftOptions = new RaftOptions();
        raftOptions.setSync(true);
        raftOptions.setEnableLogEntryChecksum(true);
        NodeOptions options = new NodeOptions();
        options.setRaftOptions(raftOptions);
        options.setElectionTimeoutMs(300);
        options.setInitialConf(new Configuration(List.of(self)));
        options.setLogUri(directory.resolve("log").toString());
        options.setRaftMetaUri(directory.resolve("meta").toString());
        options.setSnapshotUri(directory.resolve("snapshot").toString());
        options.setDisableCli(true);
        options.setFsm(recorder);
        return options;
    }

    /** jraft does not tell the port it got for 0, so one is asked of the system first. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static final class Recorder extends StateMachineAdapter {

        final CompletableFuture<Long> leader = new CompletableFuture<>();
        final List<String> applied = new CopyOnWriteArrayList<>();

        @Override
        public void onApply(Iterator entries) {
            while (entries.hasNext()) {
                var data = entries.getData();
                if (data != null) {
                    applied.add(StandardCharsets.UTF_8.decode(data.duplicate()).toString());
                }
                var done = entries.done();
                if (done != null) {
                    done.run(Status.OK());
                }
                entries.next();
            }
        }

        @Override
        public void onLeaderStart(long term) {
            leader.complete(term);
        }
    }
}
