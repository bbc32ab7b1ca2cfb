package io.maregistry.server.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.replication.Claim;
import io.maregistry.server.replication.LeastHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nodes are written {@code url}, {@code -url} where they are dead, {@code url!} where they claim to lead, {@code url!!} where
 * they claim it since they were asked to.
 */
class ElectionTest {

    // "http://a:1" is 31 * (31 * h("http://a") + ':') + '1', so that of hosts of one letter and ports of one digit the
    // order
    // is that of the letters, and then that of the digits.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # one node, and nobody
            http://a:1                                       | http://a:1
            -http://a:1                                      | nobody
            # nobody claims: the least hash of the living
            http://a:1 http://b:1 http://c:1                 | http://a:1
            -http://a:1 http://b:1 http://c:1                | http://b:1
            http://c:1 http://b:2 http://b:1                 | http://b:1
            http://localhost:8081 http://localhost:8082      | http://localhost:8081
            -http://localhost:8081 http://localhost:8082     | http://localhost:8082
            # one claims: it keeps it, whatever its hash
            http://a:1 http://b:1! http://c:1                | http://b:1
            http://a:1 http://b:1 http://c:1!                | http://c:1
            # a dead one claims nothing
            http://a:1 -http://b:1! http://c:1               | http://a:1
            # several claim: the least hash among them
            http://a:1 http://b:1! http://c:1!               | http://b:1
            # one of those was asked to
            http://a:1 http://b:1! http://c:1!!              | http://c:1
            http://a:1!! http://b:1!! http://c:1!            | http://a:1
            -http://a:1!! http://b:1! http://c:1             | http://b:1
            # one that saw nobody else comes behind those that did, and before those that do not claim
            http://a:1? http://b:1! http://c:1               | http://b:1
            http://a:1? http://b:1!! http://c:1!             | http://b:1
            http://a:1 http://b:1? http://c:1                | http://b:1
            http://a:1? http://b:1?                          | http://a:1
            # negative hashes come first
            http://192.168.1.100:8081 http://192.168.1.1:8081 | http://192.168.1.100:8081
            """)
    void leaderIsDecidedAlikeInWhateverOrderTheNodesAreLookedAt(String nodes, String leader) {
        List<Server> servers = new ArrayList<>(Arrays.stream(nodes.strip().split(" +"))
                .map(ElectionTest::server)
                .toList());
        for (int turn = 0; turn < servers.size(); turn++) {
            Collections.rotate(servers, 1);
            assertThat(Election.elect(servers).map(Server::url).orElse("nobody"))
                    .isEqualTo(leader);
        }
    }

    @Test
    void hashesOfTheTableAreAsWorkedOutByHand() {
        assertThat("http://a:1".hashCode()).isLessThan("http://b:1".hashCode());
        assertThat("http://b:1".hashCode() - "http://a:1".hashCode()).isEqualTo(31 * 31);
        assertThat("http://b:2".hashCode() - "http://b:1".hashCode()).isEqualTo(1);
        assertThat("http://localhost:8082".hashCode() - "http://localhost:8081".hashCode())
                .isEqualTo(1);
        assertThat("http://192.168.1.100:8081".hashCode()).isNegative();
        assertThat("http://192.168.1.1:8081".hashCode()).isPositive();
    }

    @Test
    void equalHashesAreToldApartByTheUrl() {
        // 'B' 'B' is 66 * 31 + 66 = 2112, and so is 'A' 'a': 65 * 31 + 97; in lower case "bq" = "aP" needs "hostaq",
        // "hostc3"
        assertThat("http://hostaq:1".hashCode()).isEqualTo("http://hostc3:1".hashCode());

        assertThat(Election.elect(List.of(server("http://hostc3:1"), server("http://hostaq:1"))))
                .map(Server::url)
                .contains("http://hostaq:1");
    }

    @Test
    void nodesWhoseListsSpellThemUnlikeDecideAlike() {
        String one = "http://172.17.0.1:8081"; // as it calls itself
        String asked = "http://10.0.0.1:8081"; // as the other one has it in its list
        String two = "http://10.1.0.7:8081";
        List<Server> seenByOne =
                List.of(Server.unheard(one).self(null), Server.unheard(two).answered(hash(two), 1));
        List<Server> seenByTwo = List.of(
                Server.unheard(asked).answered(hash(one), 1),
                Server.unheard(two).self(null));

        assertThat(Election.elect(seenByOne))
                .hasValueSatisfying(best -> assertThat(best.url()).isEqualTo(one));
        assertThat(Election.elect(seenByTwo))
                .hasValueSatisfying(best -> assertThat(best.url()).isEqualTo(asked));
        assertThat(LeastHash.ORDER.compare(asked, two)).isPositive(); // by its list the other one would lead, too
    }

    @Test
    void nodeIsFoundByEitherSpellingAndAPlainNodesOwnWordIsNotAsked() {
        Cluster cluster = new Cluster("http://10.0.0.2:8081", List.of("http://10.0.0.2:8081", "http://hosta:8081"));
        cluster.update(Map.of("http://hosta:8081", hash("http://10.0.0.1:8081")), null, 1);
        assertThat(cluster.find("http://10.0.0.1:8081")).isPresent().isEqualTo(cluster.find("http://hosta:8081"));
        assertThat(cluster.find("http://10.0.0.9:8081")).isEmpty();

        Reported plain = Reported.read(
                "{\"url\":null,\"status\":true,\"leader\":true,\"version\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(Server.unheard("http://hosta:8081").answered(plain, 1).spelling())
                .isEqualTo("http://hosta:8081");
    }

    private static Reported hash(String url) {
        String info = "{\"url\":\"" + url + "\",\"status\":true,\"leader\":false,\"mode\":\"hash\",\"version\":1,"
                + "\"electable\":true}";
        return Reported.read(info.getBytes(StandardCharsets.UTF_8));
    }

    private static Server server(String text) {
        boolean isDead = text.startsWith("-");
        String url = text.replaceAll("[!?]", "").substring(isDead ? 1 : 0);
        Claim claim = text.endsWith("!!")
                ? Claim.SL
                : text.endsWith("!") ? Claim.ELECTED : text.endsWith("?") ? Claim.ALONE : null;
        return new Server(url, !isDead, null, claim, 0);
    }
}
