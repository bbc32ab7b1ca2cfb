package io.maregistry.samples.spring.consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** {@code GET /welcome}: what an instance of {@code greeting} says. */
@RestController
class WelcomeController {

    private final RestClient greeting;

    WelcomeController(RestClient.Builder balanced) {
        this.greeting = balanced.baseUrl("http://greeting").build();
    }

    @GetMapping("/welcome")
    @Nullable
    String welcome() {
        return greeting.get().uri("/hello").retrieve().body(String.class);
    }
}
