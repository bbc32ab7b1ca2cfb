package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.http.ServerUnderTest.Reply;
import io.maregistry.server.state.Register;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The RegisterCentre's routes, as its clients use them. */
class CentreRoutesTest {

    private static final String ORDERS =
            "{\"AppId\":\"orders\",\"Name\":\"Orders\",\"ProjectName\":\"shop\",\"FromClient\":\"10.0.0.1:5000\"}";

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() {
        server = new ServerUnderTest(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void registeredInstanceIsAnsweredByItsName() {
        Reply registered = register(ORDERS);

        assertThat(registered.status()).isEqualTo(200);
        assertThat(registered.body())
                .isEqualTo("{\"Code\":0,\"Message\":\"\",\"Data\":{\"FromClient\":\"10.0.0.1:5000\"}}");
        assertThat(registered.field("X-Registry-Revision")).isEqualTo("1");
        assertThat(server.get("/findAll?service=orders").body())
                .contains("\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":5000,\"context\":\"\"")
                .contains("\"instanceId\":\"10.0.0.1:5000\"", "\"offlineGraceMs\":300000", "\"appId\":\"orders\"");
    }

    @Test
    void everyFieldIsKeptAndShownInPascalCase() {
        register("{\"appId\":\"orders\",\"NAME\":\"Orders\",\"projectname\":\"shop\",\"domainName\":\"shop.example\","
                + "\"updateTime\":\"2026-01-31T12:00:00+08:00\",\"buildTime\":\"2026-01-30T08:00:00.1230000\","
                + "\"assemblyVersion\":\"1.2.0.0\",\"releaseVersion\":\"1.2\",\"fromClient\":\"https://h:5001/x\","
                + "\"somethingElse\":{\"a\":[1]}}");

        assertThat(services())
                .startsWith("{\"Code\":0,\"Message\":\"\",\"Data\":[{\"AppId\":\"orders\",\"ServiceName\":\"Orders\","
                        + "\"DomainName\":\"shop.example\",\"ProjectName\":\"shop\",\"Instances\":{"
                        + "\"https://h:5001/x\":{\"InstanceId\":\"https://h:5001/x\",\"RegisterInfo\":{"
                        + "\"DomainName\":\"shop.example\",\"AppId\":\"orders\",\"Name\":\"Orders\","
                        + "\"UpdateTime\":\"2026-01-31T04:00:00Z\",\"BuildTime\":\"2026-01-30T08:00:00.123\","
                        + "\"AssemblyVersion\":\"1.2.0.0\",\"ReleaseVersion\":\"1.2\",\"ProjectName\":\"shop\","
                        + "\"FromClient\":\"https://h:5001/x\"},\"Status\":0,\"LastHeartbeatTime\":")
                .contains("\"HeartbeatCount\":0}},\"RunningInstanceCount\":1,\"TotalInstanceCount\":1,"
                        + "\"OverallStatus\":0}]}");
    }

    @Test
    void instanceOfTheSameFromClientIsUpdated() {
        register(ORDERS);

        register(ORDERS.replace("}", ",\"ReleaseVersion\":\"1.1\"}"));

        assertThat(services())
                .contains("\"ReleaseVersion\":\"1.1\"", "\"TotalInstanceCount\":1")
                .doesNotContain("\"TotalInstanceCount\":2");
    }

    @Test
    void emptyFromClientIsWhereTheConnectionComesFrom() {
        String registered = register(ORDERS.replace("10.0.0.1:5000", "")).body();

        assertThat(registered).matches(".*\"FromClient\":\"127\\.0\\.0\\.1:\\d+\".*");
        assertThat(server.get("/findAll?service=orders").body()).contains("\"host\":\"127.0.0.1\"");
    }

    @Test
    void anyOtherFromClientIsAName() {
        assertThat(register(ORDERS.replace("10.0.0.1:5000", "Kasse_7/Süd")).body())
                .contains("\"FromClient\":\"Kasse_7/Süd\"");

        assertThat(services()).contains("\"Kasse_7/Süd\":{\"InstanceId\":\"Kasse_7/Süd\"");
        assertThat(server.get("/findAll?service=orders").body())
                .contains("\"scheme\":\"centre\",\"host\":\"127.0.0.1\",\"port\":1,"
                        + "\"context\":\"Kasse_7%2FS%C3%BCd\"");
        register(ORDERS.replace("10.0.0.1:5000", "centre://127.0.0.1:1/Kasse_7%2FS%C3%BCd"));
        assertThat(services()).contains("\"TotalInstanceCount\":1");
    }

    @Test
    void timeThatNobodySetIsLeftOut() {
        register(ORDERS.replace("}", ",\"BuildTime\":\"0001-01-01T00:00:00\",\"UpdateTime\":null}"));

        assertThat(services()).doesNotContain("BuildTime", "UpdateTime");
    }

    @Test
    void servicesOfOtherDoorsAreShown() {
        server.post("/reg?service=a.B&group=green", ServerUnderTest.SAMPLE);
        server.post("/reg?service=a.B&namespace=blue", ServerUnderTest.SAMPLE);

        assertThat(services())
                .startsWith("{\"Code\":0,\"Message\":\"\",\"Data\":[{\"AppId\":\"a.B\",\"ServiceName\":\"a.B\","
                        + "\"ProjectName\":\"green\",\"Instances\":{\"http://10.0.0.1:8080/x\":{")
                .contains("\"RegisterInfo\":{\"AppId\":\"a.B\",\"Name\":\"a.B\",\"ProjectName\":\"green\","
                        + "\"FromClient\":\"http://10.0.0.1:8080/x\"}")
                .containsOnlyOnce("ServiceName");
        assertThat(server.get("/centre-server/services?namespace=blue").body())
                .contains("\"ProjectName\":\"DEFAULT_GROUP\"");
    }

    @Test
    void overallStatusIsOfTheWorstThenOfTheBest() {
        register(ORDERS);
        register(ORDERS.replace("5000", "5001"));
        assertThat(services()).contains("\"RunningInstanceCount\":2", "\"OverallStatus\":0");

        setStatus("5000", "Offline");
        assertThat(services()).contains("\"Status\":2", "\"RunningInstanceCount\":1", "\"OverallStatus\":0");
        setStatus("5001", "Updating");
        assertThat(services()).contains("\"RunningInstanceCount\":0", "\"OverallStatus\":1");
        setStatus("5001", "Offline");
        assertThat(services()).contains("\"OverallStatus\":2");
        setStatus("5001", "Error");
        assertThat(services()).contains("\"OverallStatus\":3");
    }

    @Test
    void manyInstancesAreToldTheSameWay() {
        for (int port = 1; port <= 1_001; port++) {
            server.replication.apply(new Register(
                    null, ServiceName.of("orders"), new InstanceId("http", "10.0.0.1", port, ""), Content.PLAIN, true));
        }

        Reply packed = server.get("/centre-server/services", "Accept-Encoding", "gzip");

        assertThat(packed.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.body())
                .startsWith("{\"Code\":0,")
                .contains("\"TotalInstanceCount\":1001")
                .endsWith("]}");
    }

    @Test
    void heartbeatOfTheSameBuildRenews() {
        register(ORDERS.replace("}", ",\"ReleaseVersion\":\"1.0\",\"BuildTime\":\"2026-01-01T08:00:00+08:00\"}"));

        assertThat(heartbeat("10.0.0.1:5000", "1.0", "2026-01-01T00:00:00.000Z"))
                .isEqualTo("{\"Code\":0,\"Message\":\"\",\"Data\":{\"RequireReRegister\":false,\"Message\":\"\"}}");
        assertThat(services()).contains("\"HeartbeatCount\":1", "\"Status\":0");
    }

    @Test
    void heartbeatOfAnotherBuildIsUpdatingUntilItRegisters() {
        String old = ORDERS.replace("}", ",\"ReleaseVersion\":\"1.0\"}");
        register(old);

        assertThat(heartbeat("10.0.0.1:5000", "1.1", "")).contains("\"RequireReRegister\":true", "another build");
        assertThat(services()).contains("\"Status\":1", "\"ReleaseVersion\":\"1.0\"", "\"OverallStatus\":1");
        register(old.replace("1.0", "1.1"));
        assertThat(services()).contains("\"Status\":0", "\"ReleaseVersion\":\"1.1\"", "\"OverallStatus\":0");
        assertThat(heartbeat("10.0.0.1:5000", "1.1", "")).contains("\"RequireReRegister\":false");
    }

    @Test
    void heartbeatOfAnUnknownInstanceAsksForARegistration() {
        register(ORDERS);

        assertThat(heartbeat("10.0.0.1:5001", "", "")).contains("\"RequireReRegister\":true", "not registered");
        assertThat(heartbeat("a-name", "", "")).contains("\"RequireReRegister\":true");
        assertThat(services()).contains("\"TotalInstanceCount\":1");
    }

    @Test
    void heartbeatWithoutFromClientIsOfTheOnlyInstanceOfItsIp() {
        register(ORDERS);
        assertThat(heartbeat("", "", "")).contains("\"RequireReRegister\":true");

        register(ORDERS.replace("10.0.0.1", "127.0.0.1"));
        assertThat(heartbeat("", "", "")).contains("\"RequireReRegister\":false");
        assertThat(heartbeat("centre://10.0.0.1:1", "", "")).contains("\"RequireReRegister\":false");

        register(ORDERS.replace("10.0.0.1:5000", "127.0.0.1:5001"));
        assertThat(heartbeat("", "", "")).contains("\"RequireReRegister\":true");
    }

    @Test
    void heartbeatReachesInstancesOfOtherDoorsByTheirSecondName() {
        server.post("/reg?service=orders", ServerUnderTest.SAMPLE.replace("}", ",\"instanceId\":\"kasse\"}"));

        assertThat(heartbeat("kasse", "", "")).contains("\"RequireReRegister\":false");
        assertThat(heartbeat("http://10.0.0.1:8080/x", "", "")).contains("\"RequireReRegister\":false");
    }

    @Test
    void unregisterAllTakesANamespaceOffTheListOnceConfirmed() {
        register(ORDERS);
        server.post("/reg?service=a.B", ServerUnderTest.SAMPLE);
        server.post("/reg?service=a.B&namespace=blue", ServerUnderTest.SAMPLE);

        Reply unsure = server.post("/centre-server/unregister-all", "");
        assertThat(unsure.status()).isEqualTo(400);
        assertThat(unsure.body()).startsWith("{\"Code\":400,\"Message\":\"INVALID_REQUEST: confirm=all is needed");
        assertThat(server.post("/centre-server/unregister-all?confirm=all", "").body())
                .isEqualTo("{\"Code\":0,\"Message\":\"\",\"Data\":{\"Instances\":2}}");
        assertThat(services()).isEqualTo("{\"Code\":0,\"Message\":\"\",\"Data\":[]}");
        assertThat(server.get("/findAll?service=a.B&namespace=blue").body()).contains("10.0.0.1");
        assertThat(server.post("/centre-server/unregister-all?confirm=all&namespace=blue", "")
                        .body())
                .contains("\"Instances\":1");
        assertThat(server.get("/v1/history/orders").body()).contains("\"cause\":\"unregister_all\"");
    }

    @Test
    void historyTellsWhichBuildsRan() {
        register(ORDERS.replace("}", ",\"ReleaseVersion\":\"1.0\",\"BuildTime\":\"2026-01-01T00:00:00Z\"}"));
        register(ORDERS.replace("}", ",\"ReleaseVersion\":\"1.1\",\"AssemblyVersion\":\"1.1.0\"}"));

        String history = server.get("/centre-server/history?appId=orders").body();

        assertThat(history)
                .matches("\\{\"Code\":0,\"Message\":\"\",\"Data\":\\["
                        + "\\{\"InstanceId\":\"10.0.0.1:5000\",\"BuildTime\":\"2026-01-01T00:00:00Z\","
                        + "\"ReleaseVersion\":\"1.0\",\"From\":\"[^\"]*\",\"To\":\"[^\"]*\"},"
                        + "\\{\"InstanceId\":\"10.0.0.1:5000\",\"AssemblyVersion\":\"1.1.0\","
                        + "\"ReleaseVersion\":\"1.1\",\"From\":\"[^\"]*\"}]}");
        assertThat(server.get("/centre-server/history?appId=nobody").body()).contains("\"Data\":[]");
        assertThat(server.get("/centre-server/history").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"AppId\":\"orders\"",
                "{\"Name\":\"Orders\",\"ProjectName\":\"shop\"}",
                "{\"AppId\":\"orders\",\"Name\":null,\"ProjectName\":\"shop\"}",
                "{\"AppId\":\"orders\",\"Name\":\"Orders\",\"ProjectName\":\"\"}",
                "{\"AppId\":\"a/b\",\"Name\":\"Orders\",\"ProjectName\":\"shop\"}",
                "{\"AppId\":7,\"Name\":\"Orders\",\"ProjectName\":\"shop\"}",
                "{\"AppId\":\"a\",\"appid\":\"a\",\"Name\":\"Orders\",\"ProjectName\":\"shop\"}",
                "{\"AppId\":\"a\",\"Name\":\"Orders\",\"ProjectName\":\"shop\",\"BuildTime\":\"yesterday\"}",
                "{\"AppId\":\"a\",\"Name\":\"Orders\",\"ProjectName\":\"shop\"} x",
            })
    void badRegistrationIsRefusedInARes(String body) {
        Reply refused = register(body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).startsWith("{\"Code\":400,\"Message\":\"INVALID_");
        assertThat(services()).contains("\"Data\":[]");
    }

    @Test
    void tooLongANameIsRefused() {
        assertThat(register(ORDERS.replace("10.0.0.1:5000", "n".repeat(257))).status())
                .isEqualTo(400);
        assertThat(register(ORDERS.replace("orders", "n".repeat(257))).body()).contains("INVALID_NAME: ");
    }

    @Test
    void refusalsBeforeARouteAreResToo() {
        assertThat(server.get("/centre-server").body()).startsWith("{\"Code\":404,\"Message\":\"NO_SUCH_ROUTE: ");
        assertThat(server.get("/centre-server/nothing").status()).isEqualTo(404);
        assertThat(server.get("/centre-server/register").body())
                .startsWith("{\"Code\":405,\"Message\":\"METHOD_NOT_ALLOWED: ");
        assertThat(server.post("/centre%2Dserver/register", "").body()).startsWith("{\"Code\":400,");
        assertThat(server.get("/centre-servers").body()).startsWith("{\"status\":404,");
        assertThat(raw("POST /centre-server/register HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n"))
                .contains("HTTP/1.1 413", "{\"Code\":413,\"Message\":\"BODY_TOO_LARGE: ");
        assertThat(raw("GET /centre-server/services HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(101) + "\r\n"))
                .contains("HTTP/1.1 431", "{\"Code\":431,\"Message\":\"HEAD_TOO_LARGE: ");
    }

    @Test
    void unavailableLeaderIsARes() {
        server.replication.refuseWith(
                new RegistryException.Unavailable(ErrorCode.NO_LEADER, "no leader is known; retry"));

        assertThat(register(ORDERS).body()).startsWith("{\"Code\":503,\"Message\":\"NO_LEADER: ");
    }

    private String raw(String request) {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(request);
            return connection.read().toString();
        }
    }

    private Reply register(String body) {
        return server.post("/centre-server/register", body);
    }

    private String heartbeat(String fromClient, String version, String built) {
        return server.post(
                        "/centre-server/heartbeat",
                        "{\"AppId\":\"orders\",\"FromClient\":\"" + fromClient + "\",\"ReleaseVersion\":\"" + version
                                + "\",\"BuildTime\":\"" + built + "\",\"AssemblyVersion\":null}")
                .body();
    }

    private String services() {
        return server.get("/centre-server/services").body();
    }

    private void setStatus(String port, String status) {
        server.send(
                "PATCH",
                "/v1/services/orders/instances/-?id=http://10.0.0.1:" + port,
                ("{\"status\":\"" + status + "\"}").getBytes(StandardCharsets.UTF_8));
    }
}
