package io.maregistry.client.centre;

import io.maregistry.client.http.HttpInvokeException;
import io.maregistry.client.http.HttpInvoker;
import io.maregistry.error.RegistryException;
import java.util.List;

/**
 * The nodes of the registry: one after another is asked, the one that answered last first. The client's thread.
 */
final class CentreNodes {

    private static final int REFUSED_FROM = 400; // for what is asked, so every node refuses it
    private static final int REFUSED_TO = 420;

    private final HttpInvoker http;
    private final List<String> urls;
    private int current;

    CentreNodes(HttpInvoker http, List<String> urls) {
        this.http = http;
        this.urls = urls;
    }

    /** What a node answered that took it; throws what the last one failed with where none did. */
    CentreJson.Answer post(String path, String json) {
        RuntimeException last = new IllegalStateException("no node is known");
        for (int tried = 0; tried < urls.size(); tried++) {
            String url = urls.get((current + tried) % urls.size()) + path;
            try {
                CentreJson.Answer answer = CentreJson.Answer.read(http.post(url, json));
                if (answer.isSuccess()) {
                    current = (current + tried) % urls.size();
                    return answer;
                }
                last = new IllegalStateException(url + ": " + answer.message());
            } catch (HttpInvokeException failed) {
                last = failed;
                if (failed.status() >= REFUSED_FROM && failed.status() < REFUSED_TO) {
                    throw failed;
                }
            } catch (RegistryException noRes) {
                last = new IllegalStateException(url + ": " + noRes.getMessage(), noRes);
            }
        }
        throw last;
    }
}
