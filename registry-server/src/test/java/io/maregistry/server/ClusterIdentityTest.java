package io.maregistry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.config.Address;
import io.maregistry.server.raft.DataDirectory;
import io.maregistry.server.raft.Founding;
import io.maregistry.server.raft.NodePort;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.state.Root;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterIdentityTest {

    private static final String PEER = "127.0.0.1:1";

    private final List<Throwable> foreign = new CopyOnWriteArrayList<>();

    @Test
    void idThatWasHeardIsKeptBeforeTheEnd(@TempDir Path folder) {
        Root root = InMemoryReplication.born().root();
        try (DataDirectory directory = DataDirectory.open(folder, PEER);
                NodePort port = new NodePort(new Address("127.0.0.1", 0))) {
            directory.found(new Founding(new TreeMap<>(Map.of(PEER, directory.nodeId()))));
            ClusterIdentity identity = new ClusterIdentity(directory, port, foreign::add);
            identity.applied(root, List.of(), false);

            identity.close();

            assertThat(directory.clusterId())
                    .isEqualTo(root.scalars().clusterId())
                    .isNotEmpty();
            assertThat(foreign).isEmpty();
        }
    }
}
