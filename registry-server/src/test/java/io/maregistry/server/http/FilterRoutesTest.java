package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.http.ServerUnderTest.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterRoutesTest {

    private static final String A =
            "{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":1,\"context\":\"x\",\"parameters\":{\"cores\":\"9\",\"zone\":\"a\"}}";
    private static final String B =
            "{\"scheme\":\"http\",\"host\":\"10.0.0.2\",\"port\":1,\"context\":\"x\",\"parameters\":{\"cores\":\"10\",\"zone\":\"b\"}}";
    private static final String DISABLED =
            "{\"scheme\":\"http\",\"host\":\"10.0.0.3\",\"port\":1,\"context\":\"x\",\"parameters\":{\"zone\":\"b\"}}";

    private static final String DISABLED_AS_LISTED = DISABLED.replace("}}", "},\"enabled\":false,\"healthy\":false}");

    private static final int LARGE = 3_000; // more than an event loop filters

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() {
        server = new ServerUnderTest(directory);
        server.post("/reg?service=a.B", A);
        server.post("/reg?service=a.B", B);
        server.post("/reg?service=a.B", DISABLED.replace("\"context\"", "\"enabled\":false,\"context\""));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String query(String... conditions) {
        StringBuilder query = new StringBuilder();
        for (String condition : conditions) {
            query.append("&filter=").append(URLEncoder.encode(condition, StandardCharsets.UTF_8));
        }
        return query.toString();
    }

    @Test
    void documentsListHasWhatMatchesAllConditions() {
        assertThat(findAll("zone=a")).isEqualTo("[" + A + "]");
        assertThat(findAll("zone=b")).isEqualTo("[" + B + "," + DISABLED_AS_LISTED + "]");
        assertThat(findAll("zone=b", "cores>9")).isEqualTo("[" + B + "]");
        assertThat(findAll("zone in (a,b)", "!cores")).isEqualTo("[" + DISABLED_AS_LISTED + "]");
        assertThat(findAll("rack")).isEqualTo("[]");
        assertThat(findAll("zone^=\"\"", "zone")).isEqualTo("[" + A + "," + B + "," + DISABLED_AS_LISTED + "]");
    }

    private String findAll(String... conditions) {
        return server.get("/findAll?service=a.B" + query(conditions)).body();
    }

    @Test
    void stateOfInstancesIsAskedForInTheSameLanguage() {
        assertThat(findAll("instance.enabled=false")).isEqualTo("[" + DISABLED_AS_LISTED + "]");
        assertThat(findAll("instance.healthy=true", "zone=b")).isEqualTo("[" + B + "]");
        assertThat(findAll("instance.status=Running", "instance.host=10.0.0.1")).isEqualTo("[" + A + "]");
        assertThat(server.get("/findAll?service=a.B&healthy=true" + query("zone=b"))
                        .body())
                .isEqualTo("[" + B + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&live=true"})
    void nativeListIsFilteredTheSame(String form) {
        Reply reply = server.get("/v1/services/a.B?healthy=false" + form + query("zone=b", "cores"));
        assertThat(reply.body()).contains("\"revision\":3", "10.0.0.2").doesNotContain("10.0.0.1", "10.0.0.3");
        assertThat(server.get("/v1/services/no.Such?healthy=false" + form + query("zone=b"))
                        .body())
                .contains("\"instances\":[]");
    }

    @Test
    void eachFilterHasATagOfItsOwn() {
        Reply zoneA = server.get("/findAll?service=a.B" + query("zone=a"));
        Reply zoneB = server.get("/findAll?service=a.B" + query("zone=b"));
        assertThat(zoneA.field("ETag"))
                .matches("\"5f1c09ab77e2d410-3-f[0-9a-f]{16}\"")
                .isNotEqualTo(zoneB.field("ETag"));
        assertThat(server.get("/findAll?service=a.B" + query("zone=a"), "If-None-Match", zoneA.field("ETag"))
                        .status())
                .isEqualTo(304);
        assertThat(server.get("/findAll?service=a.B" + query("zone=b"), "If-None-Match", zoneA.field("ETag"))
                        .status())
                .isEqualTo(200);
        assertThat(server.get("/v1/services/a.B?healthy=true" + query("zone=a")).field("ETag"))
                .matches("\"5f1c09ab77e2d410-3-healthy-f[0-9a-f]{16}\"");
    }

    @Test
    void whatReadsMetricsHasNoTagSinceTheyMoveWithoutARevision() {
        Reply unloaded = server.get("/v1/services/a.B?healthy=false" + query("metrics.load!=1"));
        assertThat(unloaded.field("ETag")).isEmpty();
        assertThat(unloaded.body()).contains("10.0.0.1", "10.0.0.2", "10.0.0.3");
        assertThat(server.get("/findAll?service=a.B" + query("metrics.load>0.5"), "If-None-Match", "*")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            zone==a         | 6
            zone in ()      | 10
            instance.colour | 10
            metrics.load>x  | 15
            =               | 1
            """)
    void faultIsToldWithItsCharacter(String condition, String character) {
        for (String path : new String[] {"/findAll?service=a.B", "/v1/services/a.B?healthy=true"}) {
            Reply refused = server.get(path + query("zone", condition));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body())
                    .contains(
                            "\"code\":\"INVALID_FILTER\"", "\"at\":\"" + character + "\"", "at character " + character);
        }
    }

    @Test
    void filtersAreBounded() {
        String[] many = new String[65];
        Arrays.fill(many, "zone");
        Reply refused = server.get("/findAll?service=a.B" + query(many));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("INVALID_FILTER", "at most 64 conditions", "\"at\":\"filter\"");
    }

    @Test
    void largeServiceIsFilteredAside() {
        for (int number = 0; number < LARGE; number++) {
            server.replication.apply(Samples.register("large", "10.1." + number / 250 + "." + number % 250));
        }
        assertThat(server.get("/findAll?service=large" + query("instance.host^=10.1.7.24"))
                        .body())
                .contains("10.1.7.24\"", "10.1.7.240\"", "10.1.7.249\"")
                .doesNotContain("10.1.7.25\"", "10.1.8.");
        assertThat(server.get("/findAll?service=large" + query("instance.port>0"))
                        .body())
                .isEqualTo(server.get("/findAll?service=large").body());
    }

    @Test
    void longPollAnswersWithTheFilteredList() {
        Reply waited = server.get("/v1/services/a.B?since=2&wait=5s" + query("zone=a"));
        assertThat(waited.status()).isEqualTo(200);
        assertThat(waited.body()).contains("10.0.0.1").doesNotContain("10.0.0.2");
        Reply unchanged = server.get("/v1/services/a.B?since=3&wait=10ms" + query("zone=a"));
        assertThat(unchanged.status()).isEqualTo(304);
    }
}
