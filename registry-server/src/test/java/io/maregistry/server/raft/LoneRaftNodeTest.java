package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.config.Address;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine without a registry: shows that the library, its natives and its dependencies fit together. */
@NullMarked
class LoneRaftNodeTest {

    @TempDir
    Path directory;

    @Test
    @Timeout(60)
    void loneNodeElectsItselfAndAppliesAnEntryThatIsOnDisk() throws Exception {
        NodePort port = new NodePort(new Address("127.0.0.1", 0));
        port.start();
        String self = port.address().toString();
        port.identify(self, "0123456789abcdef0123456789abcdef", "");
        try (EngineNode node = new EngineNode(port, self, List.of(self), directory)) {
            node.awaitLeadership();

            assertThat(node.apply("register").isOk()).isTrue();

            assertThat(node.texts()).containsExactly("register");
        }
    }
}
