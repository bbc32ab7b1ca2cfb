package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.client.centre.RegisterCentreClient;
import io.maregistry.client.centre.ServiceRegisterInfo;
import io.maregistry.server.config.LeaseConfig;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten instances of a service are brought to another build, one after another, as the RegisterCentre's API shows it. */
@Timeout(180)
class RollingUpdateTest {

    private static final int INSTANCES = 10;
    private static final int RUNNING = 0;
    private static final int UPDATING = 1;

    private static final LeaseConfig PATIENT = new LeaseConfig( // this is not about silence
            Duration.ofHours(1),
            LeaseConfig.DEFAULT.tick(),
            LeaseConfig.DEFAULT.sweep(),
            LeaseConfig.DEFAULT.offlineGrace(),
            LeaseConfig.DEFAULT.profile(),
            LeaseConfig.DEFAULT.protection());

    @TempDir
    Path directory;

    @Test
    void eachInstanceIsUpdatingUntilItRegistersItsNewBuild() {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(3)
                .with(builder -> builder.lease(PATIENT))
                .start()) {
            List<HttpCalls> nodes = cluster.http();
            for (int number = 0; number < INSTANCES; number++) {
                assertDone(nodes.get(number % 3).post("/centre-server/register", registration(number, "1.0")));
            }

            for (int number = 0; number < INSTANCES; number++) {
                HttpCalls node = nodes.get((number + 1) % 3);
                assertThat(beat(node, number, "1.1").path("RequireReRegister").asBoolean())
                        .isTrue();
                assertStatus(cluster, number, UPDATING, "1.0");
                assertThat(service(cluster).path("RunningInstanceCount").asInt())
                        .isEqualTo(INSTANCES - 1);
                assertThat(service(cluster).path("OverallStatus").asInt())
                        .as("the others run")
                        .isEqualTo(RUNNING);
                if (number == INSTANCES / 2) { // another node leads from here on
                    assertThat(cluster.follower().http().post("/sl", "").status())
                            .isEqualTo(200);
                }
                assertDone(nodes.get((number + 2) % 3).post("/centre-server/register", registration(number, "1.1")));
                assertStatus(cluster, number, RUNNING, "1.1");
                assertThat(beat(node, number, "1.1").path("RequireReRegister").asBoolean())
                        .isFalse();
            }

            assertThat(service(cluster).path("TotalInstanceCount").asInt()).isEqualTo(INSTANCES);
            for (HttpCalls node : nodes) {
                assertHistory(node.get("/centre-server/history?appId=orders&consistency=linearizable")
                        .json()
                        .path("Data"));
            }
        }
    }

    @Test
    void clientsAreUpdatedOneAfterAnotherAndNoneIsEverMissed() throws IOException {
        List<RegisterCentreClient> clients = new ArrayList<>();
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(3)
                .with(builder -> builder.lease(PATIENT))
                .start()) {
            String[] urls = cluster.http().stream().map(HttpCalls::base).toArray(String[]::new);
            for (int number = 0; number < INSTANCES; number++) {
                clients.add(RegisterCentreClient.builder(info(number).withBuild("", "", "1.0"))
                        .nodes(urls)
                        .heartbeatEvery(Duration.ofMillis(500))
                        .build()
                        .start());
            }
            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> service(cluster).path("RunningInstanceCount").asInt() == INSTANCES);

            for (int number = 0; number < INSTANCES; number++) {
                int updated = number;
                clients.get(number).update(clients.get(number).serviceStatus().withBuild("", "", "1.1"));
                await().atMost(LocalCluster.PATIENCE)
                        .untilAsserted(() -> assertStatus(cluster, updated, RUNNING, "1.1"));
                assertThat(service(cluster).path("TotalInstanceCount").asInt()).isEqualTo(INSTANCES);
            }

            cluster.follower().http().post("/centre-server/unregister-all?confirm=all", "");
            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> service(cluster).path("RunningInstanceCount").asInt() == INSTANCES);
        } finally {
            clients.forEach(RegisterCentreClient::close);
        }
    }

    @Test
    void followerInHashModeSaysWhomARequestCameFrom() {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(2)
                .hash()
                .with(builder -> builder.lease(PATIENT).writeRouting(WriteRouting.FORWARD))
                .start()) {
            HttpCalls follower = cluster.follower().http();
            String unnamed = "{\"AppId\":\"orders\",\"Name\":\"Orders\",\"ProjectName\":\"shop\"}";

            JsonNode registered =
                    follower.post("/centre-server/register", unnamed).json();
            assertThat(registered.path("Data").path("FromClient").asText()).matches("127\\.0\\.0\\.1:\\d+");
            assertThat(follower.post("/centre-server/heartbeat", "{\"AppId\":\"orders\"}")
                            .json()
                            .path("Data")
                            .path("RequireReRegister")
                            .asBoolean())
                    .isFalse();
            String named = unnamed.replace("}", ",\"FromClient\":\"kasse-7\"}");
            assertThat(follower.post("/centre-server/register", named)
                            .json()
                            .path("Data")
                            .path("FromClient")
                            .asText())
                    .isEqualTo("kasse-7");
            JsonNode cleared = follower.post("/centre-server/unregister-all?confirm=all", "")
                    .json();
            assertThat(cleared.path("Data").path("Instances").asInt()).isEqualTo(2);
        }
    }

    private static ServiceRegisterInfo info(int number) {
        return ServiceRegisterInfo.of("orders", "Orders", "shop").withFromClient(fromClient(number));
    }

    private static String registration(int number, String version) {
        return "{\"AppId\":\"orders\",\"Name\":\"Orders\",\"ProjectName\":\"shop\",\"FromClient\":\""
                + fromClient(number) + "\",\"ReleaseVersion\":\"" + version + "\"}";
    }

    private static String fromClient(int number) {
        return "10.0.0." + (number + 1) + ":5000";
    }

    private static JsonNode beat(HttpCalls node, int number, String version) {
        HttpCalls.Answer answer = node.post(
                "/centre-server/heartbeat",
                "{\"AppId\":\"orders\",\"FromClient\":\"" + fromClient(number) + "\",\"ReleaseVersion\":\"" + version
                        + "\"}");
        assertDone(answer);
        return answer.json().path("Data");
    }

    private static void assertDone(HttpCalls.Answer answer) {
        assertThat(answer.json().path("Code").asInt(-1)).as(answer.toString()).isZero();
    }

    private static JsonNode service(LocalCluster cluster) {
        return cluster.follower()
                .http()
                .get("/centre-server/services?consistency=linearizable")
                .json()
                .path("Data")
                .path(0);
    }

    private static void assertStatus(LocalCluster cluster, int number, int status, String version) {
        JsonNode instance = service(cluster).path("Instances").path(fromClient(number));
        assertThat(instance.path("Status").asInt(-1)).as(instance.toString()).isEqualTo(status);
        assertThat(instance.path("RegisterInfo").path("ReleaseVersion").asText())
                .as(instance.toString())
                .isEqualTo(version);
    }

    private static void assertHistory(JsonNode history) {
        assertThat(history).hasSize(2 * INSTANCES);
        for (int number = 0; number < INSTANCES; number++) {
            assertThat(history.path(number).path("ReleaseVersion").asText()).isEqualTo("1.0");
            assertThat(history.path(number).has("To")).isTrue();
            assertThat(history.path(INSTANCES + number).path("ReleaseVersion").asText())
                    .isEqualTo("1.1");
            assertThat(history.path(INSTANCES + number).has("To")).isFalse();
        }
    }
}
