package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.proto.v1.ConfigEntry;
import io.maregistry.proto.v1.ConfigHistoryRequest;
import io.maregistry.proto.v1.ConfigKey;
import io.maregistry.proto.v1.ConfigOutcome;
import io.maregistry.proto.v1.ConfigReply;
import io.maregistry.proto.v1.GetConfigRequest;
import io.maregistry.proto.v1.ListConfigsReply;
import io.maregistry.proto.v1.ListConfigsRequest;
import io.maregistry.proto.v1.PublishConfigRequest;
import io.maregistry.proto.v1.RemoveConfigRequest;
import io.maregistry.proto.v1.RollbackConfigRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Configuration items over gRPC. */
class ConfigCallsTest {

    private static final ConfigKey APP =
            ConfigKey.newBuilder().setDataId("app.yaml").build();

    private final GrpcUnderTest grpc = new GrpcUnderTest();

    @AfterEach
    void stop() {
        grpc.close();
    }

    private ConfigReply publish(String content) {
        return grpc.calls()
                .publishConfig(PublishConfigRequest.newBuilder()
                        .setKey(APP)
                        .setContent(content)
                        .build());
    }

    @Test
    void publishedItemIsReadUnlessItIsKnown() {
        ConfigReply published = publish("a");

        assertThat(published.getOutcome()).isEqualTo(ConfigOutcome.CONFIG_OUTCOME_PUBLISHED);
        assertThat(published.getRevision()).isEqualTo(1);
        assertThat(published.getMd5()).isEqualTo("0cc175b9c0f1b6a831c399e269772661");
        assertThat(publish("a").getOutcome()).isEqualTo(ConfigOutcome.CONFIG_OUTCOME_SAME);
        GetConfigRequest get = GetConfigRequest.newBuilder().setKey(APP).build();
        assertThat(grpc.calls().getConfig(get).getItem().getContent()).isEqualTo("a");
        assertThat(grpc.calls().getConfig(get).getItem().getContentType()).isEqualTo("text/plain");
        assertThat(grpc.calls()
                        .getConfig(get.toBuilder().setKnownRevision(1).build())
                        .getNotModified())
                .isTrue();
    }

    @Test
    void writesAreComparedAndRolledBack() {
        publish("a");
        publish("b");
        RemoveConfigRequest remove =
                RemoveConfigRequest.newBuilder().setKey(APP).build();

        assertThat(failureOf(() -> grpc.calls()
                                .removeConfig(remove.toBuilder()
                                        .setExpectedRevision(1)
                                        .build()))
                        .getCode())
                .isEqualTo("REVISION_MISMATCH");
        assertThat(grpc.calls().removeConfig(remove).getOutcome()).isEqualTo(ConfigOutcome.CONFIG_OUTCOME_REMOVED);
        assertThat(grpc.calls().removeConfig(remove).getOutcome()).isEqualTo(ConfigOutcome.CONFIG_OUTCOME_ABSENT);
        RollbackConfigRequest back =
                RollbackConfigRequest.newBuilder().setKey(APP).setRevision(1).build();
        assertThat(grpc.calls().rollbackConfig(back).getRevision()).isEqualTo(4);
        assertThat(failureOf(() -> grpc.calls()
                                .rollbackConfig(back.toBuilder().setRevision(9).build()))
                        .getCode())
                .isEqualTo("COMPACTED");
        assertThat(grpc.calls()
                        .configHistory(
                                ConfigHistoryRequest.newBuilder().setKey(APP).build())
                        .getEntriesList())
                .extracting(ConfigEntry::getAction)
                .containsExactly("published", "removed", "published", "published");
    }

    @Test
    void itemsAreListedWithoutTheirTexts() {
        publish("a");
        ListConfigsReply reply = grpc.calls()
                .listConfigs(ListConfigsRequest.newBuilder().setPrefix("app").build());

        assertThat(reply.getItemsList()).hasSize(1);
        assertThat(reply.getItems(0).hasContent()).isFalse();
        assertThat(reply.getItems(0).getSize()).isEqualTo(1);
    }

    @Test
    void whatIsNotThereOrUnlawfulIsRefused() {
        assertThat(failureOf(() -> grpc.calls()
                                .getConfig(GetConfigRequest.newBuilder()
                                        .setKey(APP)
                                        .build()))
                        .getCode())
                .isEqualTo("NO_SUCH_CONFIG");
        assertThat(failureOf(() -> grpc.calls().getConfig(GetConfigRequest.getDefaultInstance()))
                        .getCode())
                .isEqualTo("INVALID_NAME");
        assertThat(failureOf(() -> publish("a\0b")).getCode()).isEqualTo("INVALID_REQUEST");
        assertThat(failureOf(() -> publish("x".repeat((256 << 10) + 1))).getCode())
                .isEqualTo("INVALID_REQUEST");
    }
}
