package io.maregistry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceIdTest {

    @ParameterizedTest
    @CsvSource({
        "http, 10.0.0.1, 8080, x, http://10.0.0.1:8080/x",
        "http, 10.0.0.1, 8080, /x, http://10.0.0.1:8080/x",
        "http, 10.0.0.1, 8080, '', http://10.0.0.1:8080",
        "HTTP, Example.ORG, 1, '', http://example.org:1",
        "grpc+tls, a_b.c-d.e., 65535, 'a/b', grpc+tls://a_b.c-d.e.:65535/a/b",
        "tcp, '[2001:DB8::1]', 80, '', tcp://[2001:db8::1]:80",
        "tcp, '::ffff:10.0.0.1', 80, y, tcp://[::ffff:10.0.0.1]:80/y",
    })
    void urlIsWrittenInOneWay(String scheme, String host, int port, String context, String url) {
        InstanceId id = new InstanceId(scheme, host, port, context);

        assertThat(id.url()).isEqualTo(url);
        assertThat(InstanceId.ofUrl(url)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a/b",
                "u:p@h",
                "u@h",
                "[::1",
                "::1]",
                "[]",
                "http://h",
                "a..b",
                "-a",
                "a-",
                "1.2.3",
                "1.2.3.256",
                "1.2.3.4.5",
                "1:2",
                ":::",
                "1::2::3",
                "12345::",
                "a\r\nb",
                "a\u0000b",
                "a,b",
                "ä",
                "*"
            })
    void otherHostsAreRefused(String host) {
        assertThatThrownBy(() -> new InstanceId("http", host, 80, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("host must be")
                .hasMessageNotContaining("\n");
    }

    @Test
    void hostsAndContextsAreBounded() {
        assertThatThrownBy(() -> new InstanceId("http", "a.".repeat(2_500), 80, ""))
                .hasMessageStartingWith("host must be");
        assertThat(new InstanceId("http", "h", 80, "c".repeat(1_024)).context()).hasSize(1_024);
        assertThatThrownBy(() -> new InstanceId("http", "h", 80, "c".repeat(1_025)))
                .hasMessage("context must have at most 1024 characters, had 1025");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536, Integer.MAX_VALUE})
    void otherPortsAreRefused(int port) {
        assertThatThrownBy(() -> new InstanceId("http", "h", port, ""))
                .hasMessage("port must be 1 to 65535, was " + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1http", "ht tp", "http:", "abcdefghijklmnopq"})
    void otherSchemesAreRefused(String scheme) {
        assertThatThrownBy(() -> new InstanceId(scheme, "h", 80, "")).hasMessageStartingWith("scheme must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\nb", "\u202e", "\ud800", "a\u0000"})
    void otherContextsAreRefused(String context) {
        assertThatThrownBy(() -> new InstanceId("http", "h", 80, context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("context must hold");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "h:80", "http://h", "http://h:", "http://h:x", "http://h:123456", "http://[::1]", "://"})
    void otherUrlsAreRefused(String url) {
        assertThatThrownBy(() -> InstanceId.ofUrl(url)).isInstanceOf(IllegalArgumentException.class);
    }
}
