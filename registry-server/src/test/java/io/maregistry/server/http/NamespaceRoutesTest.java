package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.http.ServerUnderTest.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespaceRoutesTest {

    private static final String ALL = "/v1/namespaces";

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
    void createdNamespaceIsDescribedWithWhatItLists() {
        Reply created =
                server.post(ALL, "{\"namespace\":\"blue\",\"description\":\"for Blue\",\"quota\":{\"services\":2}}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.field("Location")).isEqualTo("/v1/namespaces/blue");
        assertThat(created.body())
                .isEqualTo("{\"namespace\":\"blue\",\"description\":\"for Blue\",\"quota\":{\"services\":2},"
                        + "\"services\":0,\"instances\":0,\"groups\":[],\"revision\":1}");

        register("blue", "G", "a.B");
        register("blue", "DEFAULT_GROUP", "a.B");
        assertThat(server.get(ALL + "/blue").body())
                .contains("\"services\":2,\"instances\":2,\"groups\":[\"DEFAULT_GROUP\",\"G\"]");
        assertThat(server.post(ALL, "{\"namespace\":\"blue\"}").body())
                .startsWith("{\"namespace\":\"blue\",\"description\":\"\",\"quota\":{},");
    }

    @Test
    void listHasWhatWasCreatedAndWhatIsUsed() {
        assertThat(server.get(ALL).body())
                .isEqualTo("{\"revision\":0,\"namespaces\":[{\"namespace\":\"public\",\"description\":\"\","
                        + "\"quota\":{},\"services\":0,\"instances\":0,\"groups\":[],\"revision\":0}]}");

        server.post(ALL, "{\"namespace\":\"blue\"}");
        register("green", "G", "a.B");
        server.put("/v1/services/shop/routing?namespace=red", "{\"active\":\"G\"}");
        Reply page = server.get(ALL + "?limit=2");
        assertThat(page.body())
                .contains("\"blue\"", "\"green\"", "\"next\":\"green\"")
                .doesNotContain("public");
        assertThat(server.get(ALL + "?after=green").body())
                .contains("public", "red")
                .doesNotContain("blue", "next");
        assertThat(server.get(ALL + "?prefix=r").body()).contains("\"red\"").doesNotContain("public");
    }

    @Test
    void itemOfTheFirstGroupOfAllHoldsItsNamespace() {
        server.put("/v1/configs/app?namespace=blue&group=!-x", "a");

        assertThat(server.get("/v1/configs?namespace=blue&group=!-x").body()).contains("\"dataId\":\"app\"");
        assertThat(server.send("DELETE", ALL + "/blue", "").body()).contains("NOT_EMPTY");
        assertThat(server.get(ALL).body()).contains("\"blue\"");

        server.send("DELETE", "/v1/configs/app?namespace=blue&group=!-x", "");
        assertThat(server.get(ALL).body()).doesNotContain("\"blue\"");
    }

    @Test
    void patchChangesWhatItNames() {
        server.post(ALL, "{\"namespace\":\"blue\",\"description\":\"x\",\"quota\":{\"services\":2,\"instances\":3}}");

        assertThat(patch("blue", "{\"quota\":{\"instances\":null}}").body())
                .startsWith("{\"namespace\":\"blue\",\"description\":\"x\",\"quota\":{\"services\":2},");
        assertThat(patch("blue", "{\"description\":null,\"quota\":null}").body())
                .startsWith("{\"namespace\":\"blue\",\"description\":\"\",\"quota\":{},");
        assertThat(patch("nowhere", "{}").status()).isEqualTo(404);
        assertThat(patch("public", "{\"description\":\"ours\"}").body()).contains("\"description\":\"ours\"");
    }

    @Test
    void quotaRefusesWhatIsTooMuch() {
        server.post(ALL, "{\"namespace\":\"blue\",\"quota\":{\"instances\":1}}");
        assertThat(register("blue", "G", "a.B").status()).isEqualTo(201);

        Reply refused = register("blue", "G", "c.D");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("QUOTA_EXCEEDED", "any number of services and 1 instances");
        assertThat(register("public", "G", "c.D").status()).isEqualTo(201);
    }

    @Test
    void whatIsUsedIsDeletedByForceAlone() {
        register("blue", "G", "a.B");
        register("public", "G", "a.B");

        assertThat(delete(ALL + "/blue").body()).contains("NOT_EMPTY", "1 instances");
        assertThat(delete(ALL + "/blue?force=true").status()).isEqualTo(400);
        assertThat(delete(ALL + "/blue?force=true&confirm=red").status()).isEqualTo(400);
        assertThat(delete(ALL + "/public?force=true&confirm=public").status()).isEqualTo(400);

        Reply deleted = delete(ALL + "/blue?force=true&confirm=blue");

        assertThat(deleted.body()).isEqualTo("{\"outcome\":\"removed\",\"revision\":3}");
        assertThat(server.get(ALL + "/blue").status()).isEqualTo(404);
        assertThat(delete(ALL + "/blue").body()).contains("NO_SUCH_NAMESPACE");
        assertThat(server.get("/findAll?service=a.B&namespace=blue&group=G").body())
                .isEqualTo("[]");
        assertThat(server.get("/findAll?service=a.B&group=G").body()).contains("10.0.0.1");
        assertThat(server.get("/v1/history/a.B?namespace=blue&group=G").body())
                .contains("\"revision\":3", "\"action\":\"removed\",\"cause\":\"operator\"");
    }

    @Test
    void routingIsSetShownAndCleared() {
        String path = "/v1/services/shop/routing";
        assertThat(server.get(path).body()).isEqualTo("{\"service\":\"shop\",\"namespace\":\"public\",\"revision\":0}");

        assertThat(server.put(path, "{\"active\":\"green\"}").body())
                .isEqualTo("{\"service\":\"shop\",\"namespace\":\"public\",\"active\":\"green\",\"revision\":1}");
        assertThat(server.put(path, "{\"weights\":{\"green\":10,\"blue\":90}}").body())
                .isEqualTo("{\"service\":\"shop\",\"namespace\":\"public\",\"weights\":{\"blue\":90,\"green\":10},"
                        + "\"revision\":2}");
        assertThat(server.get(path).body()).contains("\"weights\":{\"blue\":90,\"green\":10},\"revision\":2");
        assertThat(server.get(path + "?namespace=blue").body()).doesNotContain("weights");
        assertThat(delete(path).body()).isEqualTo("{\"service\":\"shop\",\"namespace\":\"public\",\"revision\":3}");
        assertThat(server.get(path).body()).contains("\"revision\":3");
    }

    @Test
    void badNamesAndBodiesAreRefused() {
        assertThat(server.post(ALL, "{}").body()).contains("INVALID_REQUEST", "namespace is missing");
        assertThat(server.post(ALL, "{\"namespace\":\"a/b\"}").body()).contains("INVALID_NAME");
        assertThat(server.get(ALL + "/a%2Cb").body()).contains("INVALID_NAME");
        assertThat(server.post(ALL, "{\"namespace\":\"b\",\"quota\":{\"services\":-1}}")
                        .body())
                .contains("INVALID_REQUEST", "quota.services");
        assertThat(server.post(ALL, "{\"namespace\":\"b\",\"description\":\"\\u0007\"}")
                        .body())
                .contains("INVALID_REQUEST", "control");
        String path = "/v1/services/shop/routing";
        assertThat(server.put(path, "{}").body()).contains("active or weights must be there");
        assertThat(server.put(path, "{\"active\":\"a\",\"weights\":{\"a\":1}}").status())
                .isEqualTo(400);
        assertThat(server.put(path, "{\"weights\":{\"a\":0}}").body()).contains("above 0");
        assertThat(server.put(path, "{\"weights\":{\"a*\":1}}").status()).isEqualTo(400);
        assertThat(server.put("/v1/services/b%2Fg%2Fshop/routing", "{\"active\":\"a\"}")
                        .body())
                .contains("without a group");
        assertThat(server.get(path + "?group=x").status()).isEqualTo(400);
    }

    private Reply delete(String target) {
        return server.send("DELETE", target, "");
    }

    private Reply patch(String namespace, String body) {
        return server.send("PATCH", ALL + "/" + namespace, body);
    }

    private Reply register(String namespace, String group, String service) {
        return server.post("/v1/services/" + service + "/instances?namespace=" + namespace + "&group=" + group, SAMPLE);
    }
}
