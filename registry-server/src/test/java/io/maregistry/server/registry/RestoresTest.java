package io.maregistry.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.snapshot.DocumentReader;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.wire.InstanceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoresTest {

    private static final Restores.Mode REPLACE = new Restores.Mode(false, false, RestoreBegin.ANY_REVISION);
    private static final String DOCUMENT = "{\"REGISTRY\":{\"a.B\":[{\"scheme\":\"http\",\"host\":\"10.0.0.1\","
            + "\"port\":8080,\"context\":\"x\"}]},\"VERSIONS\":{},\"TIMESTAMPS\":{},\"version\":1}";

    @TempDir
    private Path directory;

    private final InMemoryReplication replication = InMemoryReplication.born();
    private final Discovery discovery = new Discovery(replication, replication, replication);
    private final DocumentReader reader = new DocumentReader(InstanceLimits.DEFAULT);
    private final Restores.Limit limit = new Restores.Limit(Duration.ofMinutes(1), System::nanoTime);
    private final Restores restores = new Restores(replication, discovery, reader, Runnable::run, limit);

    private Path document(String text) throws IOException {
        return Files.writeString(directory.resolve("document.json"), text);
    }

    private Restores.Result restore(String text) throws IOException {
        return restores.restore(document(text), REPLACE).toCompletableFuture().join();
    }

    @Test
    void documentBecomesTheState() throws IOException {
        assertThat(restore(DOCUMENT)).isEqualTo(new Restores.Result(Restores.Kind.RESTORED, 1, 1, 1, true));
        assertThat(replication.root().service(ServiceName.of("a.B"))).isNotNull();
    }

    @Test
    void restoreThatTakesTooLongIsOfUnknownOutcome() throws IOException {
        replication.hold();
        Restores impatient = new Restores(
                replication, discovery, reader, Runnable::run, new Restores.Limit(Duration.ZERO, System::nanoTime));
        assertThatThrownBy(() -> impatient
                        .restore(document(DOCUMENT), REPLACE)
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(RegistryException.Indeterminate.class);
        replication.release();
        assertThat(replication.root().isRestoring()).isFalse();
    }

    @Test
    void restoreThatFailsOnItsWayLeavesNothingBehind() throws IOException {
        RegistryException failure = new RegistryException.Indeterminate("not committed in time");
        replication.refuseAfter(1, failure); // the begin passes
        assertThatThrownBy(() -> restore(DOCUMENT))
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
        assertThat(replication.root().isRestoring()).isFalse();
        assertThat(replication.root().sizes().instances()).isZero();
        assertThat(restore(DOCUMENT).kind()).isEqualTo(Restores.Kind.RESTORED);
    }

    @Test
    void restoreWhoseCommitFailsLeavesNothingBehind() throws IOException {
        RegistryException failure = new RegistryException.Overloaded("too much is waiting", 1);
        replication.refuseAfter(2, failure);
        assertThatThrownBy(() -> restore(DOCUMENT)).hasCause(failure);
        assertThat(replication.root().isRestoring()).isFalse();
        assertThat(replication.root().sizes().instances()).isZero();
    }

    @Test
    void damagedDocumentIsNotProposed() throws IOException {
        long before = replication.root().position().index();
        assertThatThrownBy(() -> restore(DOCUMENT.replace("8080", "0")))
                .cause()
                .isInstanceOfSatisfying(RegistryException.InvalidRequest.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SNAPSHOT);
                    assertThat(refused.place()).hasValue("REGISTRY.a.B[0].port");
                });
        assertThat(replication.root().position().index()).isEqualTo(before);
    }

    @Test
    void nodeThatDoesNotServeDoesNotRestore() {
        replication.stand(InMemoryReplication.standing(Standing.Role.FOLLOWER, null, Standing.Health.NOT_READY));
        assertThatThrownBy(() -> restore(DOCUMENT)).isInstanceOf(RegistryException.Unavailable.class);
    }

    @Test
    void fullPoolRefusesAndTheNextRestoreRuns() throws IOException {
        boolean[] isFull = {true};
        Restores bounded = new Restores(
                replication,
                discovery,
                reader,
                task -> {
                    if (isFull[0]) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                },
                limit);
        assertThatThrownBy(() -> bounded.restore(document(DOCUMENT), REPLACE)
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(RegistryException.Overloaded.class);
        isFull[0] = false;
        assertThat(bounded.restore(document(DOCUMENT), REPLACE)
                        .toCompletableFuture()
                        .join()
                        .kind())
                .isEqualTo(Restores.Kind.RESTORED);
    }
}
