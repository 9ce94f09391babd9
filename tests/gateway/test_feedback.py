"""Whether an answer helped, by the API: the customer's own answers only, the last word counts."""

from tests.gateway.conftest import Customer, Gateway


async def test_the_last_word_stands_in_the_history(customer: Customer) -> None:
    [reply] = (await customer.say("什么是知情权？"))["replies"]
    assert reply["rating"] is None
    path = f"/messages/{reply['id']}/feedback"
    for opinion in ({"verdict": "helped"}, {"verdict": "not_helped", "reason": "unclear"}):
        assert (await customer.call("PUT", path, json=opinion)).status_code == 200
    assert (await customer.history())[-1]["rating"] == {"verdict": "not_helped", "reason": "unclear"}
    assert (await customer.call("PUT", path, json={"verdict": None})).json() == {"rating": None}
    assert (await customer.history())[-1]["rating"] is None


async def test_what_cannot_be_rated_is_refused(gateway: Gateway, customer: Customer) -> None:
    body = await customer.say("什么是知情权？")
    own, answer = body["message"]["id"], body["replies"][0]["id"]
    helped = {"verdict": "helped"}
    other = await gateway.customer()
    assert (await other.call("PUT", f"/messages/{answer}/feedback", json=helped)).status_code == 404
    assert (await customer.call("PUT", f"/messages/{own}/feedback", json=helped)).status_code == 422
    for wrong in (
        {"verdict": "great"},
        {"verdict": "helped", "reason": "wrong"},
        {"verdict": "helped", "x": 1},
    ):
        assert (await customer.call("PUT", f"/messages/{answer}/feedback", json=wrong)).status_code == 422
    for nobody in ("x", "9" * 30, "-1"):
        assert (await customer.call("PUT", f"/messages/{nobody}/feedback", json=helped)).status_code == 404
