package io.maregistry.samples.spring.provider;

import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /hello}: who answers. */
@RestController
class GreetingController {

    private final Registration own;

    GreetingController(Registration own) {
        this.own = own;
    }

    @GetMapping("/hello")
    String hello() {
        return "hello from " + own.getPort();
    }
}
