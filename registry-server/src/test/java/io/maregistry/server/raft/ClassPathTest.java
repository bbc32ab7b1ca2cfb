package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The engine was built against older libraries than ours. Two versions of one on the class path would mix classes
 * by the order of the jars, so there must be one of each.
 */
@NullMarked
class ClassPathTest {

    private static final String VERSION_SUFFIX = ".version";

    @Test
    void allOfNettyIsOneVersion() throws IOException {
        Map<String, String> versions = new TreeMap<>();
        for (URL url : resources("META-INF/io.netty.versions.properties")) {
            Properties properties = new Properties();
            try (InputStream in = url.openStream()) {
                properties.load(in);
            }
            for (String key : properties.stringPropertyNames()) {
                if (key.endsWith(VERSION_SUFFIX)) {
                    versions.put(url + "#" + key, properties.getProperty(key));
                }
            }
        }

        assertThat(versions).isNotEmpty();
        assertThat(versions.values()).as("%s", versions).containsOnly(expected("netty.version"));
    }

    @Test
    void noClassOfNettyIsThereTwice() throws IOException {
        for (String type : List.of(
                "io/netty/buffer/ByteBuf",
                "io/netty/channel/Channel",
                "io/netty/channel/epoll/Epoll",
                "io/netty/handler/codec/http/HttpObject",
                "io/netty/handler/codec/ByteToMessageDecoder",
                "io/netty/handler/ssl/SslHandler",
                "io/netty/util/concurrent/EventExecutor")) {
            assertThat(resources(type + ".class")).as(type).hasSize(1);
        }
    }

    @Test
    void protobufIsOneJar() throws IOException {
        List<URL> jars = resources("com/google/protobuf/Message.class");

        assertThat(jars).hasSize(1);
        assertThat(jars.get(0).toString()).contains("protobuf-java-" + expected("protobuf.version"));
    }

    @Test
    void slf4jHasOneProviderAndItIsLogback() throws IOException {
        List<URL> providers = resources("META-INF/services/org.slf4j.spi.SLF4JServiceProvider");

        assertThat(providers).hasSize(1);
        assertThat(providers.get(0).toString()).contains("logback-classic");
    }

    /** The root pom's property, handed over by Surefire. */
    private static String expected(String property) {
        String value = System.getProperty("pom." + property);
        if (value == null) {
            throw new IllegalStateException("pom." + property + " is not set: run this test by Maven");
        }
        return value;
    }

    private static List<URL> resources(String name) throws IOException {
        return Collections.list(ClassPathTest.class.getClassLoader().getResources(name));
    }
}
