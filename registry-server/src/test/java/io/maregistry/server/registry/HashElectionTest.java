package io.maregistry.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashElectionTest {

    @Test
    void nodeWithTheLeastHashIsChosen() {
        Server first = server("n1", "127.0.0.1:8081", true);
        Server second = server("n2", "127.0.0.1:8082", true);
        assertThat(chosen(first, second)).containsExactly("n1");
        assertThat(chosen(second, first)).containsExactly("n1");
    }

    @Test
    void nodeThatIsDownIsNotChosen() {
        assertThat(chosen(server("n1", "127.0.0.1:8081", false), server("n2", "127.0.0.1:8082", true)))
                .containsExactly("n2");
    }

    @Test
    void equalHashesAreToldApartByTheUrl() {
        Server first = server("n1", "hostc3:8081", true);
        Server second = server("n2", "hostaq:8081", true);
        assertThat("http://hostc3:8081".hashCode()).isEqualTo("http://hostaq:8081".hashCode());
        assertThat(chosen(first, second)).containsExactly("n2");
        assertThat(chosen(second, first)).containsExactly("n2");
    }

    @Test
    void nobodyIsChosenWhereNobodyIsUp() {
        assertThat(chosen(server("n1", "127.0.0.1:8081", false))).isEmpty();
    }

    private static List<String> chosen(Server... servers) {
        return HashElection.marked(List.of(servers)).stream()
                .filter(Server::isHashLeader)
                .map(Server::name)
                .toList();
    }

    private static Server server(String name, String http, boolean isUp) {
        Member member = new Member(name, name, name + ":1", new Member.Addresses(http, "", http), "1.0.0", 1);
        return new Server(name, false, isUp, false, false, member, null, Server.InHashMode.NONE);
    }
}
