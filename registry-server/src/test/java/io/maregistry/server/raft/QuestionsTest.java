package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What nodes ask each other over the node port. */
@NullMarked
@Timeout(180)
class QuestionsTest {

    private static final long LONG = 20_000;

    @TempDir
    Path directory;

    @Test
    void everyMemberAsksEveryOther() throws Exception {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            for (TestNode node : group.nodes) {
                node.raft()
                        .serve(
                                "name",
                                question -> CompletableFuture.completedFuture(bytes(text(question) + " " + node.name)));
            }
            for (TestNode asking : group.nodes) {
                for (TestNode asked : group.nodes) {
                    if (asked != asking) {
                        assertThat(ask(asking, asked, "name", LONG)).isEqualTo("who? " + asked.name);
                    }
                }
            }
        }
    }

    @Test
    void whatFailsIsToldAsItIs() {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            TestNode asking = group.nodes.get(0);
            TestNode asked = group.nodes.get(1);
            asked.raft().serve("full", question -> {
                throw new RegistryException.Overloaded("full", 1);
            });
            asked.raft().serve("silent", question -> new CompletableFuture<>());

            assertThatThrownBy(() -> ask(asking, asked, "full", LONG))
                    .hasCauseInstanceOf(RegistryException.Overloaded.class);
            assertThatThrownBy(() -> ask(asking, asked, "unheard of", LONG))
                    .hasCauseInstanceOf(RegistryException.Unsupported.class);
            assertThatThrownBy(() -> ask(asking, asked, "silent", 200))
                    .hasCauseInstanceOf(RegistryException.Indeterminate.class);
            assertThatThrownBy(() -> ask(asking, "127.0.0.1:1")).hasCauseInstanceOf(RegistryException.NotFound.class);
            assertThatThrownBy(() -> ask(asking, "nobody")).hasCauseInstanceOf(RegistryException.NotFound.class);
        }
    }

    @Test
    void whoeverIsDownDoesNotAnswer() {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            TestNode gone = group.follower();
            TestNode asking = group.leader();
            gone.close();

            assertThatThrownBy(() -> ask(asking, gone, "name", 300))
                    .cause()
                    .isInstanceOfAny(RegistryException.Unavailable.class, RegistryException.Indeterminate.class);
        }
    }

    private static String ask(TestNode asking, TestNode asked, String topic, long millis) throws Exception {
        return text(asking.raft()
                .ask(asked.address.toString(), topic, bytes("who?"), millis)
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS));
    }

    private static void ask(TestNode asking, String peer) throws Exception {
        asking.raft().ask(peer, "name", bytes(""), LONG).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
