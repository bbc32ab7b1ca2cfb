package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.maregistry.client.spi.Namespace;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Edit;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Quota;
import io.maregistry.proto.v1.NamespaceOutcome;
import io.maregistry.proto.v1.PutNamespaceReply;
import io.maregistry.proto.v1.PutNamespaceRequest;
import io.maregistry.proto.v1.RegistryGrpc;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Namespaces through the client, against real nodes in this JVM. */
@Timeout(180)
class NamespacesTest {

    private static final String URL = "http://10.0.0.1:8080";

    @TempDir
    Path directory;

    @Test
    void createdNamespaceIsDescribedChangedAndDeleted() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(1).start();
                RegistryClient client = client(cluster)) {
            Namespaces namespaces = client.namespaces();
            assertThat(namespaces.get("blue")).isEmpty();

            Namespace created = namespaces.put("blue", "team Blue", new Quota(0, 1));
            assertThat(created)
                    .isEqualTo(new Namespace(
                            "blue",
                            "team Blue",
                            new Quota(0, 1),
                            created.revision(),
                            new Namespace.Listed(0, 0, List.of())));
            client.register("blue/G/shop", URL);
            assertThat(namespaces.get("blue").orElseThrow().listed())
                    .isEqualTo(new Namespace.Listed(1, 1, List.of("G")));
            assertThatThrownBy(() -> client.register("blue/G/shop", "http://10.0.0.2:8080"))
                    .isInstanceOf(RegistryException.class)
                    .extracting(refused -> ((RegistryException) refused).code())
                    .isEqualTo(ErrorCode.QUOTA_EXCEEDED);

            Namespace wider = namespaces.patch("blue", new NamespacePatch(Edit.keep(), Edit.keep(), Edit.to(2)));
            assertThat(wider.description()).isEqualTo("team Blue");
            assertThat(wider.quota()).isEqualTo(new Quota(0, 2));
            assertThat(namespaces
                            .patch("blue", new NamespacePatch(Edit.clear(), Edit.to(3), Edit.clear()))
                            .quota())
                    .isEqualTo(new Quota(3, 0));
            assertThat(namespaces.put("blue").quota()).isEqualTo(Quota.UNLIMITED);
            assertThatThrownBy(() -> namespaces.patch("nowhere", NamespacePatch.NONE))
                    .isInstanceOf(RegistryException.NotFound.class);

            assertThatThrownBy(() -> namespaces.delete("blue")).isInstanceOf(RegistryException.Conflict.class);
            assertThat(namespaces.deleteWithAllInIt("blue")).isTrue();
            assertThat(namespaces.delete("blue")).isFalse();
            assertThat(client.get("blue/G/shop").instances()).isEmpty();
            assertThatThrownBy(() -> namespaces.deleteWithAllInIt("public"))
                    .isInstanceOf(RegistryException.InvalidRequest.class);
        }
    }

    @Test
    void namespacesAreListedWhicheverNodeIsAskedWhileTheLeaderGoes() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start();
                RegistryClient client = client(cluster)) {
            client.namespaces().put("blue");
            client.namespaces().put("brown");
            client.register("green/G/shop", URL);
            assertThat(client.namespaces().list(""))
                    .extracting(Namespace::name)
                    .containsExactly("blue", "brown", "green", "public");

            cluster.leader().stop();
            client.namespaces().put("black");

            assertThat(client.namespaces().list("b"))
                    .extracting(Namespace::name)
                    .containsExactly("black", "blue", "brown");
        }
    }

    @Test
    void followerTakesAWriteToTheLeader() throws InterruptedException {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start()) {
            ManagedChannel channel = ManagedChannelBuilder.forTarget(
                            cluster.follower().endpoint())
                    .usePlaintext()
                    .build();
            try {
                PutNamespaceReply put = RegistryGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(60, TimeUnit.SECONDS)
                        .putNamespace(PutNamespaceRequest.newBuilder()
                                .setNamespace("blue")
                                .build());

                assertThat(put.getHeader().getRole()).isEqualTo("follower");
                assertThat(put.getOutcome()).isEqualTo(NamespaceOutcome.NAMESPACE_OUTCOME_CREATED);
                assertThat(cluster.leader().http().get("/v1/namespaces/blue").status())
                        .isEqualTo(200);
            } finally {
                channel.shutdownNow();
                assertThat(channel.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void unlawfulNamesAndDescriptionsAreRefusedHere() {
        try (RegistryClient client =
                RegistryClient.builder().endpoints("127.0.0.1:1").build()) {
            Namespaces namespaces = client.namespaces();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> namespaces.get("a/b"))
                    .withMessageContaining("namespace");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> namespaces.put("blue", "\u0007", Quota.UNLIMITED))
                    .withMessageContaining("description");
        }
    }

    private static RegistryClient client(LocalCluster cluster) {
        return RegistryClient.builder().endpoints(cluster.endpoints()).build();
    }
}
